// Finds every element that says data-does="…" and starts that behaviour, once, now and after htmx brought more.
import chooseAll from "./choose-all.js";
import copy from "./copy.js";
import rows from "./rows.js";
import searchKey from "./search-key.js";
import showDialog from "./show-dialog.js";
import showPassword from "./show-password.js";
import submitOnce from "./submit-once.js";

const later = (file) => async (element) => (await import(file)).default(element); // few pages need these

const BEHAVIOURS = {
  "choose-all": chooseAll,
  copy,
  rows,
  passkey: later("./passkey.js"),
  "search-key": searchKey,
  "show-dialog": showDialog,
  "show-password": showPassword,
  "submit-once": submitOnce,
};
const started = new WeakSet();

function start(root) {
  for (const element of root.querySelectorAll("[data-does]")) {
    if (started.has(element)) continue;
    started.add(element);
    for (const name of element.dataset.does.split(" ")) BEHAVIOURS[name]?.(element);
  }
}

start(document);
document.addEventListener("htmx:after:swap", () => start(document));
