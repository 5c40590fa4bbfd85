"""Files stay small enough to be read in one go."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.source import HOUSE, ROOT, SANDBOX, functions, place, python_files, tell

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
VIEW_LINES_MAX = 25
TEMPLATE_LINES_MAX = 150
JS_LINES_MAX = 80
README_LINES_MAX = 60
ADR_LINES_MAX = 60
FRONT_PAGE_LINES_MAX = 120
FOLDERS_BELOW_HOUSE_MAX = 3
ADAPTERS = HOUSE / "gateways" / "adapters"


def test_no_file_is_longer_than_one_can_read() -> None:
    long = [
        f"{place(path)}: {count} lines" for path in python_files(tests=True) if (count := _lines(path)) > FILE_LINES_MAX
    ]
    assert not long, tell(long, f"Split it by noun or verb: a file has at most {FILE_LINES_MAX} lines.")


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place(path, one.lineno)} {one.name}"
        for path in python_files(tests=True)
        for one in functions(path)
        if _length(one) > FUNCTION_LINES_MAX
    ]
    assert not long, tell(long, f"Name its steps: a function has at most {FUNCTION_LINES_MAX} lines.")


def test_views_parse_ask_and_answer_and_no_more() -> None:
    long = [
        f"{place(path, one.lineno)} {one.name}: {_length(one)} lines"
        for path in python_files()
        if "views" in path.parts or path.name == "views.py"
        for one in functions(path)
        if _length(one) > VIEW_LINES_MAX
    ]
    assert not long, tell(long, f"Move the work to an action or a query: a view has at most {VIEW_LINES_MAX} lines.")


def test_templates_scripts_and_read_mes_stay_short() -> None:
    limits = [
        (TEMPLATE_LINES_MAX, [path for path in HOUSE.rglob("templates/**/*") if path.is_file()]),
        (JS_LINES_MAX, [path for path in HOUSE.rglob("static/**/*.js") if "vendor" not in path.parts]),
        (README_LINES_MAX, [*HOUSE.rglob("README.md"), *SANDBOX.rglob("README.md")]),
        (ADR_LINES_MAX, [*(ROOT / "docs" / "adr").glob("*.md")]),
        (FRONT_PAGE_LINES_MAX, [ROOT / "README.md"]),
    ]
    long = [
        f"{place(path)}: {count} lines, at most {most}"
        for most, paths in limits
        for path in paths
        if (count := _lines(path)) > most
    ]
    assert not long, tell(long, "Split the part out, or say it shorter.")


def test_folders_are_not_nested_deeper_than_one_can_follow() -> None:
    deep = [
        place(path)
        for path in python_files()
        if HOUSE in path.parents
        and ADAPTERS not in path.parents  # a gateway is a small house of its own
        and len(path.relative_to(HOUSE).parts) - 1 > FOLDERS_BELOW_HOUSE_MAX
    ]
    assert not deep, tell(deep, f"Flatten: at most {FOLDERS_BELOW_HOUSE_MAX} folders below tiwala/.")


def test_every_room_says_what_it_is_for() -> None:
    rooms = [path.parent for path in HOUSE.glob("*/apps.py")]
    mute = [place(room) for room in rooms if not (room / "README.md").exists()]
    assert not mute, tell(mute, "Write its README.md: what it is for, nouns, verbs, who may call it; ≤ 60 lines.")


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _length(one: object) -> int:
    return one.end_lineno - one.lineno + 1  # type: ignore[attr-defined]
