"""The ways to pay an amount as the pay page tells of them, and what is said of those that do not work just now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tiwala.business.cache import kept
from tiwala.business.words import method_words
from tiwala.gateways.capabilities import MethodCan, MethodKind, RefundKind
from tiwala.kit.money import Money
from tiwala.payments import choosing
from tiwala.payments.choosing import Hidden, Open
from tiwala.transfers.facts import METHOD
from tiwala.transfers.queries import OpenAccount, open_accounts
from tiwala.ui.templatetags.ui import money

WORTH_SAYING_MINOR = 5_000_000
"""A limit is only told when somebody might meet it: up to fifty thousand whole units."""
LONG_DAYS = 180
"""A way back that stays open for longer than this is told without its end."""

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
    """One row of the pay page. `value` is what the form sends back; `kind` says what happens next.

    `accounts` are those that can serve it, in the order they are tried. `surcharge` is what this way costs on top of
    the amount; it is part of `value`, so that another price than the one shown is never taken.
    """

    value: str
    method: str
    accounts: tuple[str, ...]
    name: str
    facts: str
    icon: str
    kind: str
    allow_partial: bool
    min_partial_minor: int
    form_origins: tuple[str, ...]
    surcharge: Money
    total: Money
    can_keep: bool = False

    @property
    def account_ref(self) -> str:
        """The account that is tried first."""
        return self.accounts[0]


@dataclass(frozen=True, slots=True)
class Ways:
    """The rows to choose from, names of ways out of order just now, sentences about ways this amount rules out."""

    open: tuple[Way, ...]
    down: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()


def look(amount: Money, *, is_part: bool = False, without: frozenset[str] = frozenset()) -> Ways:
    """The ways for this amount. `is_part`: less than all that is owed; `without`: methods just seen not to work."""
    choice = choosing.choose(amount, is_part=is_part, without=without)
    told = (_ruled_out(one, amount) for one in choice.hidden)
    by_hand = [] if is_part else _by_hand(amount)
    return Ways(
        open=(*(_way(one, amount) for one in choice.open), *by_hand),
        down=tuple(one.offered.name for one in choice.hidden if one.why == "down"),
        ruled_out=tuple(sentence for sentence in told if sentence),
    )


def ways_for(amount: Money, *, is_part: bool = False) -> list[Way]:
    """The ways that take this amount, in the business's order."""
    return list(look(amount, is_part=is_part).open)


@kept
def _receiving() -> list[OpenAccount]:
    return open_accounts()


def _by_hand(amount: Money) -> list[Way]:
    """The business's own accounts: sent by the payer, counted when a person has seen it."""
    words = method_words(METHOD)
    facts = (words.note, _("Counted when we see it, usually within one working day."), REFUND["none"])
    return [
        Way(
            value=f"{METHOD}:{one.ref}",
            method=METHOD,
            accounts=(one.ref,),
            name=_("Transfer to our %(bank)s account") % {"bank": one.bank},
            facts=" ".join(str(part) for part in facts),
            icon=words.icon,
            kind=METHOD,
            allow_partial=False,
            min_partial_minor=0,
            form_origins=(),
            surcharge=Money(0, amount.currency),
            total=amount,
        )
        for one in _receiving()
        if one.currency == amount.currency
    ]


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


def _way(one: Open, amount: Money) -> Way:
    offered = one.offered
    return Way(
        value=f"{offered.method}:{one.surcharge.minor}",
        method=offered.method,
        accounts=one.accounts,
        name=offered.name,
        facts=" ".join(str(part) for part in (offered.note, *_price(one), *_facts(one.can, amount.currency)) if part),
        icon=offered.icon,
        kind=one.can.kind,
        allow_partial=offered.allow_partial,
        min_partial_minor=offered.min_partial_minor,
        form_origins=one.form_origins,
        surcharge=one.surcharge,
        total=Money(amount.minor + one.surcharge.minor, amount.currency),
        can_keep=one.can.off_session,
    )


def _price(one: Open) -> list[str]:
    """What this way costs on top; nothing is said where it costs nothing."""
    if not one.surcharge.minor:
        return []
    return [_("Costs %(fee)s more; you see the total before you pay.") % {"fee": money(one.surcharge)}]


def _facts(can: MethodCan, currency: str) -> list[str | Promise]:
    """What is good to know before choosing: when it counts, refunds, the limit."""
    largest = next((limit.largest for limit in can.limits if limit.largest.currency == currency), None)
    told: list[str | Promise] = [WHEN[can.kind], _refund(can)]
    if largest is not None and largest.minor <= WORTH_SAYING_MINOR:
        told.append(_("Up to %(amount)s.") % {"amount": money(largest)})
    return told


def _refund(can: MethodCan) -> str | Promise:
    if can.refund == "none" or can.refund_days >= LONG_DAYS:
        return REFUND[can.refund]
    return ngettext("Can be refunded for %(days)d day.", "Can be refunded for %(days)d days.", can.refund_days) % {
        "days": can.refund_days
    }


def _ruled_out(one: Hidden, amount: Money) -> str:
    """Why this way is not among the rows, where that helps whoever pays; empty where it does not."""
    facts = {"name": one.offered.name, "limit": money(one.limit) if one.limit else "", "currency": amount.currency}
    match one.why:
        case "above":
            return _("%(name)s takes at most %(limit)s.") % facts
        case "below":
            return _("%(name)s takes %(limit)s or more.") % facts
        case "currency":
            return _("%(name)s does not take %(currency)s.") % facts
        case "part":
            return _("%(name)s only takes the whole amount, or a larger part of it.") % facts
        case _:
            return ""
