"""Automatic payment as its pages show it: how it stands, what was and will be collected, the form that sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tiwala.autopay.facts import Terms
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import all_coming, coming_for, covered_for_them
from tiwala.autopay.words import method_name
from tiwala.business.models import Branch
from tiwala.invoicing.queries import due_for
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput, BadMoney
from tiwala.kit.money import Money

TEXT_MAX = 20
SCOPES = ("all", "chosen")
CALLED_OFF = ("paused", "changed", "ended")
REF_MAX = 40
_TONES = {"planned": "accent", "asks": "attention", "trying": "accent", "waiting": "attention", "paid": "good"}
_STATES: Mapping[str, Promise] = {
    "planned": gettext_lazy("planned"),
    "asks": gettext_lazy("needs your yes"),
    "trying": gettext_lazy("under way"),
    "waiting": gettext_lazy("tried again"),
    "paid": gettext_lazy("paid"),
}
_STOPPED: Mapping[str, Promise] = {
    "paid_otherwise": gettext_lazy("not needed"),
    **dict.fromkeys(CALLED_OFF, gettext_lazy("called off")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One collection as its row tells it. `day` is when it will be tried, or was paid.

    `is_question` waits for the payer; `is_called_off` was called off before it began.
    """

    ref: str
    invoice_ref: str
    number: str
    method: str
    amount: Money
    words: str
    tone: str
    day: datetime | None
    payment_ref: str
    is_question: bool
    is_called_off: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The agreement, as its page shows it."""

    ref: str
    state: str
    method: str
    method_ref: str
    cap: Money
    month_cap: Money
    notice_days: int
    covered: str
    covers: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as somebody typed it, with what is wrong beside each field. `scope`: all, chosen, or nothing yet."""

    method: str = ""
    cap: str = ""
    month_cap: str = ""
    notice_days: int = 0
    scope: str = ""
    covers: tuple[str, ...] = ()
    wrong: Mapping[str, str] | None = None


def standing_of(agreement: Agreement) -> Standing:
    """The agreement in the payer's terms."""
    return Standing(
        ref=agreement.public_id,
        state=agreement.state,
        method=method_name(agreement.method),
        method_ref=agreement.method.public_id,
        cap=agreement.cap,
        month_cap=agreement.month_cap,
        notice_days=agreement.notice_days,
        covered=covered_for_them(agreement.covers),
        covers=tuple(agreement.covers),
        since=agreement.created_at,
    )


def rows_of(collections: Iterable[Collection]) -> list[Row]:
    """What was and will be collected."""
    return [_row(one) for one in collections]


def _row(one: Collection) -> Row:
    failed = gettext_lazy("did not go through")
    words = _STATES.get(one.state) or _STOPPED.get(one.why, failed)
    tone = _TONES.get(one.state) or ("quiet" if one.why in _STOPPED else "danger")
    return Row(
        ref=one.public_id,
        invoice_ref=one.invoice_ref,
        number=one.number,
        method=method_name(one.agreement.method),
        amount=one.amount,
        words=str(words),
        tone=tone,
        day=one.due_at if one.state in ("planned", "waiting") else one.state_at if one.state == "paid" else None,
        payment_ref=one.payment_ref,
        is_question=one.state == "asks",
        is_called_off=one.state == "stopped" and one.why in CALLED_OFF,
    )


def coming_row(invoice_ref: str, *, by: Actor) -> Row | None:
    """What will be collected for one invoice."""
    found = coming_for(invoice_ref, by=by)
    return _row(found) if found else None


def coming_rows(customer_ref: str, *, by: Actor) -> dict[str, Row]:
    """What will be collected from this customer, by invoice: one statement."""
    return {one.invoice_ref: _row(one) for one in all_coming(customer_ref, by=by)}


def coverable(customer_ref: str) -> list[tuple[str, str, str]]:
    """What can be chosen: the branches (when there are several) and the open invoices, as (ref, words, facts)."""
    branches = list(Branch.objects.order_by("code"))
    told = [(one.public_id, one.name, _("all its invoices, those to come too")) for one in branches]
    open_now = due_for(customer_ref).invoices
    return (told if len(branches) > 1 else []) + [(one.ref, one.number, one.description) for one in open_now]


def days_to_choose() -> list[tuple[str, str]]:
    """How long before a payment one can be told."""
    days = range(1, conf.autopay.notice_days_max + 1)
    return [(str(day), ngettext("%(days)d day", "%(days)d days", day) % {"days": day}) for day in days]


def typed_from(standing: Standing | None, *, only_method: str) -> Typed:
    """The form as it is before anybody typed: what stands, else no choice made but the house's own notice."""
    if standing is None:
        return Typed(method=only_method, notice_days=conf.autopay.notice_days)
    return Typed(
        method=standing.method_ref,
        cap=str(standing.cap.decimal),
        month_cap=str(standing.month_cap.decimal),
        notice_days=standing.notice_days,
        scope="chosen" if standing.covers else "all",
        covers=standing.covers,
    )


def read_terms(sent: QueryDict, *, currency: str) -> tuple[Typed, Terms | None]:
    """What was typed, and the terms it means; None with `wrong` filled when it means none."""
    days = sent.get("notice_days", "")
    typed = Typed(
        method=sent.get("method", "")[:REF_MAX],
        cap=sent.get("cap", "")[:TEXT_MAX],
        month_cap=sent.get("month_cap", "")[:TEXT_MAX],
        notice_days=int(days) if days.isascii() and days.isdigit() and len(days) <= 3 else 0,  # noqa: PLR2004 -- enough
        scope=sent.get("scope", "") if sent.get("scope") in SCOPES else "",
        covers=tuple(ref[:REF_MAX] for ref in sent.getlist("covers")[:60]),
    )
    wrong: dict[str, str] = {}
    cap, month_cap = _money("cap", typed.cap, currency, wrong), _money("month_cap", typed.month_cap, currency, wrong)
    if not typed.scope or (typed.scope == "chosen" and not typed.covers):
        wrong["covers"] = _("Choose what is to be paid automatically.")
    if not wrong:
        covers = typed.covers if typed.scope == "chosen" else ()
        try:
            return typed, Terms(typed.method, cap, month_cap, typed.notice_days, covers).checked()
        except BadInput as refused:
            wrong = dict(refused.fields)
    return replaced(typed, wrong), None


def replaced(typed: Typed, wrong: Mapping[str, str]) -> Typed:
    """The same form, with what is wrong."""
    names = ("method", "cap", "month_cap", "notice_days", "scope", "covers")
    return Typed(**{name: getattr(typed, name) for name in names}, wrong=wrong)


def _money(name: str, text: str, currency: str, wrong: dict[str, str]) -> Money:
    try:
        return Money.parse(text, currency)
    except BadMoney:
        wrong[name] = _("Write an amount such as 500 or 1,250.50.")
        return Money.zero(currency)
