// data-does="copy": a button beside a read-only field copies its value and says so. Without scripts the button hides.
export default function copy(box) {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  const words = button?.querySelector("span");
  if (!field || !words || !navigator.clipboard) return;
  const before = words.textContent;
  button.dataset.ready = "";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    words.textContent = box.dataset.done;
    setTimeout(() => (words.textContent = before), 2000);
  });
}
