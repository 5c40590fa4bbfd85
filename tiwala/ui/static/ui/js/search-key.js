// data-does="search-key": "/" or Ctrl-K puts the cursor into this search box, unless one is writing elsewhere.
export default function searchKey(form) {
  const field = form.querySelector("input");
  const hint = form.querySelector(".kbd");
  if (hint) hint.dataset.ready = "";
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !ctrlK) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
