"""What the business offers to pay with, and what a payer would see of it for an amount, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.business import queries as business
from tiwala.business.models import PaymentOption
from tiwala.business.words import method_words
from tiwala.console.queries.line_to_gateways import gateway_lines
from tiwala.kit.errors import BadMoney
from tiwala.kit.money import Money
from tiwala.payments.choosing import Choice, Hidden, Why, choose
from tiwala.ui.templatetags.ui import money

_LETTERS_MAX = 20
_USUAL_MINOR = 100_000
WHY: Final[Mapping[Why, Promise]] = {
    "down": gettext_lazy("Hidden: its gateway does not answer; see How gateways do."),
    "above": gettext_lazy("Hidden: it takes at most %(limit)s."),
    "below": gettext_lazy("Hidden: it takes %(limit)s or more."),
    "currency": gettext_lazy("Hidden: it does not take this currency."),
    "price": gettext_lazy("Not used: it would cost the payer another amount than the one before it."),
    "part": gettext_lazy("Hidden: parts are not taken this way."),
    "unable": gettext_lazy("Hidden: this gateway does not have it."),
    "off": gettext_lazy("Hidden: its gateway account is switched off."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One option as staff see it. `is_shown`: payers see it now; `now` says how, or why not."""

    option: PaymentOption
    name: str
    through: str
    is_shown: bool
    now: str


def asked_amount(typed: str, *, currency: str) -> tuple[Money, str, str]:
    """The amount to look at, what was typed, and what is wrong with it; a usual one when nothing is asked."""
    typed = typed.strip()[:_LETTERS_MAX]
    usual = Money(_USUAL_MINOR, currency)
    if not typed:
        return usual, "", ""
    try:
        found = Money.parse(typed, currency)
    except BadMoney as bad:
        return usual, typed, bad.text
    return (found, typed, "") if found.minor > 0 else (usual, typed, _("Please write an amount above zero."))


def offers(amount: Money) -> list[Offer]:
    """Every option in its order, with what a payer of this amount would see of it just now."""
    labels = {line.ref: line.label for line in gateway_lines()}
    choice = choose(amount)
    return [_offer(one, choice, labels) for one in business.payment_options()]


def _offer(option: PaymentOption, choice: Choice, labels: dict[str, str]) -> Offer:
    is_shown, now = _now(option, choice)
    return Offer(
        option=option,
        name=option.name or str(method_words(option.method).name),
        through=labels.get(option.gateway_account_ref, option.gateway_account_ref),
        is_shown=is_shown,
        now=now,
    )


def _now(option: PaymentOption, choice: Choice) -> tuple[bool, str]:
    if not option.enabled:
        return False, _("Not offered.")
    found = choice.by_method(option.method)
    if found is not None and option.gateway_account_ref in found.accounts:
        place = found.accounts.index(option.gateway_account_ref)
        if place == 0:
            return True, _("Shown; payers are sent here first.")
        return True, _("Steps in as number %(place)d when those before it fail.") % {"place": place + 1}
    pair = (option.method, option.gateway_account_ref)
    hidden = {(one.offered.method, one.offered.gateway_account_ref): one for one in (*choice.hidden, *choice.reserves)}
    return False, _why(hidden[pair]) if pair in hidden else ""


def _why(one: Hidden) -> str:
    return str(WHY[one.why]) % {"limit": money(one.limit) if one.limit else ""}
