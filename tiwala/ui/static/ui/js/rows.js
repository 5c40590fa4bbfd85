// data-does="rows" on a table: inside it the arrow keys (or j and k) walk from row to row, x chooses the row.
// Only while the table has the focus, so that no key is taken from anybody else; Enter opens, as on any link.
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export default function rows(table) {
  const links = () => [...table.querySelectorAll("tbody tr")].map((row) => row.querySelector("td a")).filter(Boolean);
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, [type=text]")) return;
    const row = event.target.closest("tr");
    if (event.key === "x" && row) {
      row.querySelector("[type=checkbox]")?.click();
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    const all = links();
    const here = all.findIndex((link) => row?.contains(link));
    const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
