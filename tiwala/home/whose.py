"""For which customer a signed-in person is here (one person may pay for several), and how far that goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tiwala.kit.errors import NotFound
from tiwala.kit.policy import CUSTOMER_CHOICE, actor_of, customer_at_hand


@dataclass(frozen=True, slots=True)
class Here:
    """The customer whose things are shown, and the others this person may switch to."""

    ref: str
    others: tuple[str, ...]


def here(request: HttpRequest) -> Here:
    """The customer chosen in this session, else the one this person has had longest."""
    ref = customer_at_hand(request)
    return Here(ref, tuple(other for other in sorted(actor_of(request).customer_refs) if other != ref))


def choose(request: HttpRequest, ref: str) -> None:
    """Switch; refuses a customer that is not theirs."""
    if ref not in actor_of(request).customer_refs:
        raise NotFound(wanted="cus")
    request.session[CUSTOMER_CHOICE] = ref
