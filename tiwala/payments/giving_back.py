"""Which try's money goes back, through whose account, and how much of it still can.

One payment may have been paid twice: by two tries, at two accounts. What goes back by the rail goes to the try that
brought it, never more than that one brought; the newest first, for it is the one that became credit.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Sum

from tiwala.business.queries import profile_facts
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.payments.errors import PaidByTwo, TooMuchBack
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.refund_terms import Terms, terms_of
from tiwala.payments.states import AttemptState, RefundState


@dataclass(frozen=True, slots=True)
class Source:
    """A try that brought money: what of it is left to give back by its rail, and on which terms."""

    attempt: Attempt
    left: Money
    terms: Terms

    def allows(self, minor: int) -> bool:
        """Whether so much may go back by its rail now."""
        return self.left.minor >= minor and self.terms.allows(minor, captured_minor=brought(self.attempt))


def brought(attempt: Attempt) -> int:
    """What the try brought and the rail did not take back itself, in minor units."""
    return attempt.held.minor if attempt.held else 0


def terms_for(attempt: Attempt, payment: Payment) -> Terms:
    """What of this try its own rail can still return, from when and until when."""
    online = payment.channel == "online"
    can = adapter_by_ref(attempt.gateway_account_ref).can.method(payment.method) if online else None
    zone = ZoneInfo(profile_facts().time_zone)
    return terms_of(can, channel=payment.channel, captured_at=attempt.state_at, now=clock.now(), zone=zone)


def sources(payment: Payment) -> list[Source]:
    """Every try that brought money and still has it, the newest money first."""
    found = payment.attempts.filter(state=AttemptState.CAPTURED, found_currency=payment.money_currency)
    gone = dict(
        payment.refunds.filter(to="gateway")
        .exclude(state=RefundState.FAILED)
        .values_list("attempt")
        .annotate(total=Sum("amount_minor"))
    )
    return [
        Source(one, Money(max(brought(one) - gone.get(one.pk, 0), 0), one.found_currency), terms_for(one, payment))
        for one in found.order_by("-state_at", "-id")
    ]


def likely_source(payment: Payment, minor: int, *, attempt_ref: str = "") -> Source | None:
    """The try that so much would go back to: the one named, else one that can give it back now; None without any."""
    there = [one for one in sources(payment) if attempt_ref in ("", one.attempt.public_id)]
    enough = [one for one in there if one.left.minor >= minor]
    able = [one for one in enough if one.terms.kind != "none"]
    now = [one for one in able if one.allows(minor)]
    return next(iter(now or able or enough or there), None)


def source_for(payment: Payment, amount: Money, *, attempt_ref: str = "") -> Source:
    """The same for certain, under the payment's lock. TooMuchBack; PaidByTwo when no single try brought so much."""
    found = likely_source(payment, amount.minor, attempt_ref=attempt_ref)
    if found is not None and found.left >= amount:
        return found
    if found is None or attempt_ref or len(sources(payment)) == 1:
        raise TooMuchBack(asked=amount.minor, left=found.left.minor if found else 0)
    raise PaidByTwo(asked=amount.minor)
