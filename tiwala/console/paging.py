"""Fifty rows a page, newest first, by a cursor: the last row's id, so that page 200 is as quick as page 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SIZE = 50
CURSOR = "from"
M = TypeVar("M", bound=Model)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """The rows shown, and where the others are: addresses, empty when there are none."""

    rows: Sequence[R]
    older: str = ""
    newest: str = ""


def page_of(found: QuerySet[M], request: HttpRequest, *, size: int = SIZE) -> Page[M]:
    """One page of rows that have a sortable uuid as key. A cursor that is none of ours shows the first page."""
    cursor = _cursor(request.GET.get(CURSOR, ""))
    if cursor is not None:
        found = found.filter(pk__lt=cursor)
    rows = list(found.order_by("-pk")[: size + 1])
    next_cursor = rows[size - 1].pk.hex if len(rows) > size else ""
    return links_of(rows[:size], request, next_cursor=next_cursor)


def links_of(rows: Sequence[R], request: HttpRequest, *, next_cursor: str) -> Page[R]:
    """The same for rows that a room's own query has paged."""
    newest = address(request, **{CURSOR: ""}) if request.GET.get(CURSOR) else ""
    return Page(rows, address(request, **{CURSOR: next_cursor}) if next_cursor else "", newest)


def address(request: HttpRequest, **changes: Any) -> str:
    """The same page with other filters; an empty value takes one away."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in ("", None):
            asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _cursor(text: str) -> UUID | None:
    try:
        return UUID(hex=text) if text else None
    except ValueError:
        return None
