"""Pages of a list: newest first, the place to go on as an opaque, signed text."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tiwala.kit import secrets
from tiwala.kit.errors import BadInput
from tiwala.kit.rows import Row, RowQuerySet

R = TypeVar("R", bound=Row)
PATTERN = "^[A-Za-z0-9_-]{1,200}$"
_ID_BYTES = 16


class BadCursor(BadInput):
    """A cursor comes from the page before; it is not made by hand, and fits only its own list."""

    code, message = "bad_cursor", _("That cursor is not one of this list. Begin without one.")


def write(name: str, last: UUID) -> str:
    """Where the list called `name` goes on after this row."""
    return base64.urlsafe_b64encode(last.bytes + secrets.mac(_purpose(name), last.bytes)).rstrip(b"=").decode()


def read(name: str, text: str) -> UUID:
    """The row after which the list goes on; BadCursor for anything we did not write for this list."""
    try:
        whole = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise BadCursor from None
    place, tag = whole[:_ID_BYTES], whole[_ID_BYTES:]
    if len(place) != _ID_BYTES or not secrets.verify_mac(_purpose(name), place, tag=tag):
        raise BadCursor
    return UUID(bytes=place)


def page(name: str, found: RowQuerySet[R], *, cursor: str, limit: int) -> tuple[list[R], str]:
    """One page of rows, newest first, and the cursor of the next; empty on the last one."""
    if cursor:
        found = found.filter(pk__lt=read(name, cursor))
    rows = list(found.order_by("-id")[: limit + 1])
    more = len(rows) > limit
    return rows[:limit], write(name, rows[limit - 1].id) if more else ""


def _purpose(name: str) -> str:
    return f"api cursor {name}"
