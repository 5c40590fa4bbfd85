"""Filter chips over a list: each is a link that keeps the other filters and starts at the newest row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from tiwala.console.paging import CURSOR, address


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def chips(
    request: HttpRequest,
    *,
    name: str,
    choices: Iterable[tuple[str, str | Promise]],
    counts: Mapping[str, int] | None = None,
) -> list[Chip]:
    """The choices of one filter, the current one marked; the empty choice is `all of them`."""
    current = request.GET.get(name, "")
    return [
        Chip(
            str(words),
            address(request, **{name: value, CURSOR: ""}),
            value == current,
            counts.get(value) if counts else None,
        )
        for value, words in choices
    ]
