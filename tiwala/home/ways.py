"""The ways to pay an amount: what the business offers, narrowed to what its gateways can do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.business import queries as business
from tiwala.business.cache import kept
from tiwala.gateways import registry
from tiwala.gateways.capabilities import MethodCan, MethodKind, RefundKind
from tiwala.gateways.port import Gateway
from tiwala.gateways.queries import enabled_accounts
from tiwala.kit.money import Money
from tiwala.ui.templatetags.ui import money

WORTH_SAYING_MINOR = 5_000_000
"""A limit is only told when somebody might meet it: up to fifty thousand whole units."""

WHEN: dict[MethodKind, Promise] = {
    "redirect": gettext_lazy("Confirmed at once."),
    "qr": gettext_lazy("Confirmed at once."),
    "code": gettext_lazy("Confirmed minutes after you pay there."),
}
REFUND: dict[RefundKind, Promise] = {
    "partial": gettext_lazy("Can be refunded."),
    "full": gettext_lazy("Can be refunded in full."),
    "none": gettext_lazy("Refunds come as credit."),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the pay page. `value` is what the form sends back; `kind` says what happens next."""

    value: str
    method: str
    account_ref: str
    name: str
    facts: str
    icon: str
    kind: str
    allow_partial: bool
    min_partial_minor: int
    form_origins: tuple[str, ...]


@kept
def _gateways() -> dict[str, Gateway]:
    return {account.public_id: registry.adapter_for(account) for account in enabled_accounts()}


def ways_for(amount: Money, *, is_part: bool = False) -> list[Way]:
    """The ways that take this amount, in the business's order. `is_part`: it is less than all that is owed."""
    gateways = _gateways()
    found = []
    for offered in business.offered_methods():
        gateway = gateways.get(offered.gateway_account_ref)
        can = gateway.can.method(offered.method) if gateway else None
        if gateway is None or can is None or not can.takes(amount):
            continue
        if is_part and not (offered.allow_partial and amount.minor >= offered.min_partial_minor):
            continue
        found.append(_way(offered, can, gateway.can.form_origins, amount.currency))
    return found


def least_part(ways: Iterable[Way]) -> int | None:
    """The smallest part that may be paid now, in minor units; None when only the whole is taken."""
    least = [max(way.min_partial_minor, 1) for way in ways if way.allow_partial]
    return min(least) if least else None


def origins(ways: Iterable[Way]) -> list[str]:
    """Where the browser may be sent on to after the form."""
    return sorted({origin for way in ways for origin in way.form_origins})


def chosen(ways: Iterable[Way], value: str) -> Way | None:
    """The way the form names, if it is one of these."""
    return next((way for way in ways if way.value == value), None)


def _way(offered: business.OfferedMethod, can: MethodCan, origins: tuple[str, ...], currency: str) -> Way:
    return Way(
        value=f"{offered.method}:{offered.gateway_account_ref}",
        method=offered.method,
        account_ref=offered.gateway_account_ref,
        name=offered.name,
        facts=" ".join(str(part) for part in (offered.note, *_facts(can, currency)) if part),
        icon=offered.icon,
        kind=can.kind,
        allow_partial=offered.allow_partial,
        min_partial_minor=offered.min_partial_minor,
        form_origins=origins,
    )


def _facts(can: MethodCan, currency: str) -> list[str | Promise]:
    """What is good to know before choosing: when it counts, refunds, the limit. Nobody pays more for one way."""
    largest = next((limit.largest for limit in can.limits if limit.largest.currency == currency), None)
    told: list[str | Promise] = [WHEN[can.kind], REFUND[can.refund]]
    if largest is not None and largest.minor <= WORTH_SAYING_MINOR:
        told.append(_("Up to %(amount)s.") % {"amount": money(largest)})
    return told
