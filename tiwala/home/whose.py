"""For which customer a signed-in person is here (one person may pay for several), and how far that goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tiwala.identity.models.customer_access import CustomerAccess, Level
from tiwala.kit.errors import NotAllowed, NotFound
from tiwala.kit.policy import actor_of

CHOICE = "customer"
_ORDER = [Level.SEES, Level.PAYS, Level.MANAGES]


@dataclass(frozen=True, slots=True)
class Here:
    """The customer whose things are shown, and the others this person may switch to."""

    ref: str
    others: tuple[str, ...]


def here(request: HttpRequest) -> Here:
    """The customer chosen in this session, else the one this person has had longest."""
    refs = sorted(actor_of(request).customer_refs)
    chosen = request.session.get(CHOICE)
    ref = chosen if chosen in refs else refs[0]
    return Here(ref, tuple(other for other in refs if other != ref))


def choose(request: HttpRequest, ref: str) -> None:
    """Switch; refuses a customer that is not theirs."""
    if ref not in actor_of(request).customer_refs:
        raise NotFound(wanted="cus")
    request.session[CHOICE] = ref


def must(request: HttpRequest, ref: str, least: Level) -> None:
    """Refuse unless this person's access to the customer goes at least this far."""
    assert request.user.pk is not None, "the door let nobody in who is not signed in"
    found = CustomerAccess.objects.filter(user_id=request.user.pk, customer_ref=ref)
    level = found.values_list("level", flat=True).first()
    if level is None or _ORDER.index(Level(level)) < _ORDER.index(least):
        raise NotAllowed(wanted=str(least))
