"""What the monitor shows beside counts: what waits for people, disputes against limits, keys as people may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, Sum

from tiwala.console.fraud_words import card_brand
from tiwala.customers import queries as customers
from tiwala.fraud.keys import address_keys
from tiwala.fraud.limits import dispute_limits
from tiwala.fraud.masks import DOTS, masked
from tiwala.fraud.models import Burst, Review
from tiwala.fraud.monitor.busy import Busy
from tiwala.fraud.monitor.words import burst_words
from tiwala.fraud.sentences import ABOUT
from tiwala.kit import clock, fields, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadId
from tiwala.kit.money import Money
from tiwala.kit.secrets import Shredded
from tiwala.payments.models import Attempt

MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Payments that people should look at, how many are late, and what may be lost, in each currency."""

    count: int
    late: int
    at_risk: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Disputes:
    """Of one card brand, or of all: so many in a hundred payments of thirty days, and the limit (None: no limit)."""

    brand: str
    disputed: int
    paid: int
    percent: float | None
    limit: float | None

    @property
    def called(self) -> str:
        """The brand as people write it."""
        return card_brand(self.brand)

    @property
    def is_over(self) -> bool:
        """Whether it is above its limit, with enough disputes to say so."""
        if self.limit is None or self.percent is None:
            return False
        return self.disputed >= conf.fraud.dispute_least and self.percent > self.limit


@dataclass(frozen=True, slots=True)
class Top:
    """A busy key as people may see it."""

    busy: Busy
    about: Any
    shown: str
    is_customer: bool
    leads: bool


def waiting(by: Actor) -> Waiting:
    """One statement over what is open."""
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    found = (
        Review.objects.visible_to(by)
        .filter(state="open")
        .values("currency")
        .annotate(n=Count("pk"), late=late, minor=Sum("expected_loss_minor"))
        .order_by("-minor")
    )
    rows = list(found)
    return Waiting(
        sum(row["n"] for row in rows),
        sum(row["late"] for row in rows),
        tuple(Money(row["minor"], row["currency"]) for row in rows),
    )


def bursts_now(by: Actor) -> list[tuple[Burst, str]]:
    """What is unusual and goes on, the newest first, in words."""
    return [(one, burst_words(one)) for one in Burst.objects.visible_to(by).going_on().order_by("-pk")[:MOST]]


def against_limits(counted: dict[str, tuple[int, int]]) -> list[Disputes]:
    """Each brand that has a limit or a dispute, all of them first. One statement."""
    limits = {brand: bp / 100 for brand, bp in dispute_limits().items()}
    names = {"all", *limits, *(name for name, (disputed, _paid) in counted.items() if disputed)}
    rows = []
    for name in sorted(names, key=lambda one: (one != "all", one)):
        disputed, paid = counted.get(name, (0, 0))
        percent = round(100 * disputed / paid, 2) if paid else None
        rows.append(Disputes(name, disputed, paid, percent, limits.get(name)))
    return rows


def as_shown(several: Iterable[Busy], *, by: Actor) -> list[Top]:
    """The keys as the desk shows them: addresses and cards masked, customers by name. Four statements for all."""
    found = list(several)
    tries = _tries({one.payment_ref for one in found}, by=by)
    names = customers.cards_by_ref(
        {one.customer_ref for one in found if one.about == "customer" and one.customer_ref.startswith("cus_")}, by=by
    )
    rows = []
    for one in found:
        attempt, card = tries.get(one.payment_ref), names.get(one.customer_ref)
        is_customer = one.about == "customer" and card is not None
        shown = card.name if is_customer and card else _masked(one, attempt)
        rows.append(Top(one, ABOUT[one.about], shown, is_customer, leads=attempt is not None))
    return rows


def _tries(payment_refs: Iterable[str], *, by: Actor) -> dict[str, Attempt]:
    """The newest attempt of each payment, with the keys to read it: two statements."""
    pks = []
    for ref in payment_refs:
        try:
            pks.append(ids.decode("pay", ref))
        except BadId:
            continue  # nobody's any more
    found = list(Attempt.objects.visible_to(by).filter(payment_id__in=pks).order_by("id")) if pks else []
    fields.preload(found)
    return {ids.encode("pay", one.payment_id): one for one in found}


def _masked(one: Busy, attempt: Attempt | None) -> str:
    if one.about == "bin":
        return one.digits
    if attempt is None:
        return DOTS
    if one.about in ("card", "method"):
        return str(attempt.masked) or DOTS
    if one.about not in ("ip", "net"):
        return DOTS
    try:
        line, net = address_keys(str((attempt.payer or {}).get("ip", "")))
    except Shredded:
        return DOTS
    key = line if one.about == "ip" else net
    return masked(one.about, key) if key else DOTS
