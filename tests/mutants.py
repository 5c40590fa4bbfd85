"""What `make mutants` found, module by module, as docs/reference/mutation.md has it: `python -m tests.mutants`."""

import json
import sys
from pathlib import Path

FOUND = Path(__file__).resolve().parents[1] / "mutants"
SURVIVED = 0


def main() -> None:
    """Print one row a module; then each mutant that no test told."""
    lines, survivors = ["| module | killed | of | score |", "|---|---:|---:|---:|"], list[str]()
    for path in sorted(FOUND.rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(path.read_text())["exit_code_by_key"]
        if codes:
            alive = [name for name, code in codes.items() if code == SURVIVED]
            killed = sum(code in {1, 3} for code in codes.values())
            module = path.relative_to(FOUND).as_posix().removesuffix(".meta")
            lines.append(f"| `{module}` | {killed} | {len(codes)} | {100 * killed / len(codes):.1f} % |")
            survivors += alive
    lines += ["", f"{len(survivors)} survived; `.venv/bin/mutmut show NAME` shows one:", *survivors, ""]
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
