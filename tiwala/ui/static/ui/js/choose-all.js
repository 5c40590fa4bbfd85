// data-does="choose-all" on a checkbox in a table's head: chooses every row's box of the name in data-names, or none.
// Hidden until it works; without scripts each row is chosen by itself.
export default function chooseAll(box) {
  const table = box.closest("table");
  const boxes = () => [...table.querySelectorAll(`tbody input[type=checkbox][name="${box.dataset.names}"]`)];
  const look = () => {
    const chosen = boxes().filter((one) => one.checked).length;
    box.checked = chosen > 0 && chosen === boxes().length;
    box.indeterminate = chosen > 0 && !box.checked;
  };
  box.hidden = false;
  box.addEventListener("change", () => {
    for (const one of boxes()) one.checked = box.checked;
    table.dispatchEvent(new Event("change"));
  });
  table.addEventListener("change", (event) => event.target !== box && look());
  look();
}
