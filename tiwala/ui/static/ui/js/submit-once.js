// data-does="submit-once": a second click sends nothing. The server is the real guard; this spares the wait.
// Buttons are disabled after the form's data is gathered, and woken when the page comes back from the browser's cache.
export default function submitOnce(form) {
  let sent = false;
  const buttons = () => form.querySelectorAll("button:not([type=button])");
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    setTimeout(() => buttons().forEach((button) => (button.disabled = true)), 0);
  });
  const wake = () => {
    if (!sent) return;
    sent = false;
    form.removeAttribute("aria-busy");
    buttons().forEach((button) => (button.disabled = false));
  };
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  form.addEventListener("htmx:after:request", wake);
}
