"""How it is told what became of several things done at once: how many were done, and of each other why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiwala.console.deciding import Told

NAMED: Final = 5
"""So many of those not done for the same reason are named; the others are counted."""


def tell_each(request: HttpRequest, told: Iterable[Told], *, done: str, names: Mapping[str, str]) -> None:
    """`done` says how many were done. What was refused is told by its reason, with the names of the payments."""
    refused: dict[str, list[str]] = {}
    for one in told:
        if one.refused:
            refused.setdefault(str(one.refused), []).append(names.get(one.payment_ref, one.payment_ref))
    if done:
        messages.success(request, done)
    for why, several in refused.items():
        words = _("Not %(payment)s: %(why)s") % {"payment": "; ".join(several[:NAMED]), "why": why}
        more = len(several) - NAMED
        words = f"{words} {_and_more(more)}" if more > 0 else words
        messages.error(request, words)


def _and_more(more: int) -> str:
    return ngettext("The same for %(count)d more.", "The same for %(count)d more.", more) % {"count": more}
