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
    may_pay: bool = False
    may_manage: bool = False


def here(request: HttpRequest) -> Here:
    """The customer a form was shown for, else the one chosen in this session, else the one had longest.

    A form says for whom it was (`for`), so that switching in another window changes nothing about what it does.
    """
    actor = actor_of(request)
    asked = request.POST.get("for", "")[:40] if request.method == "POST" else ""
    if asked and asked not in actor.customer_refs:
        raise NotFound(wanted="cus")
    ref = asked or customer_at_hand(request)
    others = tuple(other for other in sorted(actor.customer_refs) if other != ref)
    return Here(ref, others, may_pay=actor.goes(ref, "pays"), may_manage=actor.goes(ref, "manages"))


def choose(request: HttpRequest, ref: str) -> None:
    """Switch; refuses a customer that is not theirs."""
    if ref not in actor_of(request).customer_refs:
        raise NotFound(wanted="cus")
    request.session[CUSTOMER_CHOICE] = ref
