// data-does="passkey": a form that makes or uses a passkey. It fetches a challenge from data-ask when its button is pressed,
// puts what the browser answers into its hidden field and sends itself. Hidden where scripts or passkeys are missing.
// data-kind="make | use"; data-autofill: also offer passkeys in the field named by data-email; data-email: its text goes along.
import { readied, told } from "./passkey-codec.js";

const REFRESH_MS = 240_000;

export default function passkey(form) {
  if (!window.PublicKeyCredential) return;
  const button = form.querySelector("button");
  const notes = form.querySelector("[data-notes]");
  const email = document.getElementById(form.dataset.email ?? "");
  let waiting = null;
  form.hidden = false;
  document.getElementById("without-passkeys")?.remove();

  const say = (words) => {
    notes.textContent = words;
    notes.hidden = !words;
  };

  async function ask({ withEmail }) {
    const body = new FormData(form);
    if (withEmail && email?.value) body.set("login", email.value);
    const answer = await fetch(form.dataset.ask, { method: "POST", body });
    if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
    return readied((await answer.json()).options);
  }

  function send(credential) {
    form.elements.credential.value = told(credential);
    button.disabled = true;
    form.submit();
  }

  async function press(event) {
    event.preventDefault();
    waiting?.abort();
    waiting = null;
    say("");
    form.setAttribute("aria-busy", "true");
    try {
      const publicKey = await ask({ withEmail: true });
      const { credentials } = navigator;
      send(await (form.dataset.kind === "make" ? credentials.create({ publicKey }) : credentials.get({ publicKey })));
    } catch (error) {
      say(form.dataset[`on${error.name}`] ?? form.dataset.onError);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  async function offer() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const mine = new AbortController();
    waiting = mine;
    const again = setTimeout(() => mine.abort("again"), REFRESH_MS);
    try {
      const publicKey = await ask({ withEmail: false });
      if (!mine.signal.aborted) send(await navigator.credentials.get({ publicKey, mediation: "conditional", signal: mine.signal }));
    } catch {
      if (mine.signal.reason === "again") offer();
    } finally {
      clearTimeout(again);
    }
  }

  form.addEventListener("submit", press);
  if ("autofill" in form.dataset) offer();
}
