"""The parts of docs/reference/ that are written from the code.

`python -m tests.architecture.documents` writes them.
What people wrote around them stays: only what lies between the two marks is replaced.
"""

from __future__ import annotations

import importlib
import os
import re
from pathlib import Path

from tests.architecture.source import HOUSE

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
BEGIN, END = "<!-- written from the code: begin -->", "<!-- written from the code: end -->"
REFUSES = re.compile(
    r"^class \w+\((Refusal|NotFound|NotAllowed|BadInput|BadMoney|BadId|WrongState|TryAgain|TooMany)\)", re.MULTILINE
)
MARKED = re.compile(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", re.DOTALL)


def permissions() -> str:
    """Every permission and which roles hold it."""
    from tiwala.identity.permissions import PERMISSIONS, ROLES

    rows = [f"| permission | {' | '.join(ROLES)} |", f"|---|{'---|' * len(ROLES)}"]
    rows += [
        f"| `{name}` | {' | '.join('yes' if name in held else '' for held in ROLES.values())} |"
        for name in sorted(PERMISSIONS)
    ]
    return "\n".join(rows)


def doors() -> str:
    """Every address, its name and who may come in."""
    from tests.architecture.test_doors import doors as walk

    rows = ["| address | who | permission, scope or access | second factor | proof again |", "|---|---|---|---|---|"]
    for address, door in sorted(walk(), key=lambda one: one[0]):
        policy = door.callback.policy
        shown = address.replace("|", "\\|")
        asks = policy.permission or policy.needs
        factor, again = ("yes" if wanted else "" for wanted in (policy.factor, policy.step_up))
        rows.append(f"| `/{shown}` | {policy.who} | {asks} | {factor} | {again} |")
    return "\n".join(rows)


def states() -> str:
    """Every machine as a picture."""
    from tests.architecture.test_states import machines

    parts = []
    for room, machine in machines():
        final = ", ".join(sorted(str(state) for state in machine.final))
        parts.append(f"## {machine.name} ({room})\n\nFinal: {final}.\n\n```mermaid\n{machine.picture()}\n```")
    return "\n\n".join(parts)


def errors() -> str:
    """Every refusal: its code, the status it is answered with, and what people read."""
    rows = ["| code | status | what people read | room |", "|---|---|---|---|"]
    seen = set()
    for one in refusals():
        row = f"| `{one.code}` | {one.status} | {one.message} | {one.__module__.split('.')[1]} |"
        if row not in seen:
            seen.add(row)
            rows.append(row)
    return "\n".join(rows)


def refusals() -> list[type]:
    """Every class of refusal in the house, sorted by code."""
    from tiwala.kit.errors import Refusal

    for path in sorted(HOUSE.rglob("*.py")):
        if "tests" not in path.parts and REFUSES.search(path.read_text()):
            importlib.import_module(".".join(path.relative_to(HOUSE.parent).with_suffix("").parts))
    found, waiting = set(), [Refusal]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += one.__subclasses__()
    ours = [one for one in found if one.__module__.startswith("tiwala.") and ".tests" not in one.__module__]
    return sorted(ours, key=lambda one: (one.code, one.__module__, one.__qualname__))


WRITTEN = {"permissions.md": permissions, "doors.md": doors, "states.md": states, "errors.md": errors}


def write() -> None:
    """Put the code's part into each page."""
    from django.utils.translation import override

    for name, words in WRITTEN.items():
        path = REFERENCE / name
        with override("en"):
            part = f"{BEGIN}\n{words()}\n{END}"
        path.write_text(MARKED.sub(lambda _found, part=part: part, path.read_text()))


if __name__ == "__main__":
    from tests.plugins.place import choose_place

    os.environ["DJANGO_SETTINGS_MODULE"] = "tiwala.config.settings.test"
    choose_place(os.environ)
    import django

    django.setup()
    write()
