// The guest's pay page loads only this: a button that sends once, a code that can be copied.
import copy from "./copy.js";
import submitOnce from "./submit-once.js";

document.querySelectorAll('[data-does~="submit-once"]').forEach(submitOnce);
document.querySelectorAll('[data-does~="copy"]').forEach(copy);
