// data-does="show-password" data-for="id": a button shows what is written in a password field, and hides it before it is sent.
export default function showPassword(button) {
  const field = document.getElementById(button.dataset.for);
  const words = button.querySelector("span");
  if (!field || !words) return;
  const { hide } = button.dataset;
  const show = words.textContent;
  const set = (isShown) => {
    field.type = isShown ? "text" : "password";
    words.textContent = isShown ? hide : show;
  };
  button.hidden = false;
  button.addEventListener("click", () => set(field.type === "password"));
  field.form?.addEventListener("submit", () => set(false));
}
