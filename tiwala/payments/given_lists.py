"""A list that a gateway's dashboard exported, as text: its cells line by line, and its headings made plain. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tiwala.kit.errors import BadInput


def cells_of(text: str, *, longest: int) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers, by whichever sign separates the first one's cells.

    Refuses BadInput for more than `longest` signs and for what is no list: an open quote that is never closed would
    swallow the rest.
    """
    if len(text) > longest or "\0" in text:
        raise BadInput(fields={"lines": _("These lines cannot be read as a list.")})
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=max("\t;,", key=first.count), strict=True), start=1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BadInput(fields={"lines": _("These lines cannot be read as a list.")}) from error


def plain(heading: str) -> str:
    """A heading in small letters, without its brackets and its last dot."""
    return heading.lower().partition("(")[0].replace("_", " ").strip(" .\t")


def shown(cells: list[str]) -> str:
    """A line as people are shown it."""
    return " · ".join(cell for cell in cells if cell)[:160]


def why_not(bad: BadInput) -> str:
    """Why a line cannot be read, in a sentence."""
    return " ".join(str(words) for words in bad.fields.values()) or bad.text
