"""What each letter of autopay says: steps inside the verb that has something to tell."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import override

from tiwala.autopay import letters
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import covered_for_them
from tiwala.business import queries as business
from tiwala.gateways.declines import DeclineReason, tell
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import Actor


def tell_of_agreement(agreement: Agreement, what: str, *, by: Actor) -> None:
    """Made, changed, paused, resumed, ended: and how it stands now."""
    with override(agreement.customer.language):
        covered = covered_for_them(agreement.covers)
    words = {
        "what": what,
        "why": agreement.ended_why,
        "reason": agreement.ended_reason,
        "cap": letters.money(agreement.cap_minor, agreement.currency, agreement),
        "month_cap": letters.money(agreement.month_cap_minor, agreement.currency, agreement),
        "notice_days": agreement.notice_days,
        "covered": covered,
    }
    letters.write(letters.AGREEMENT, agreement, about=agreement.public_id, words=words, by=by)


def tell_coming(collection: Collection, *, by: Actor) -> None:
    """So much will be collected on that day; how to stop it."""
    letters.write(letters.COMING, collection.agreement, about=collection.public_id, words=_about(collection), by=by)


def tell_asks(collection: Collection, invoice: Invoice, *, by: Actor) -> None:
    """It is above what was agreed, or above the last one: nothing is collected without a yes."""
    agreement = collection.agreement
    words = _about(collection) | {
        "why": collection.why,
        "cap": letters.money(agreement.cap_minor, agreement.currency, agreement),
        "month_cap": letters.money(agreement.month_cap_minor, agreement.currency, agreement),
        "pay_url": letters.link_to(invoice, by=by),
        "autopay_url": letters.page_of(collection),
    }
    letters.write(letters.ASKS, agreement, about=collection.public_id, words=words, by=by)


def tell_failed(collection: Collection, invoice: Invoice, *, reason: str, by: Actor) -> None:
    """The try did not go through: why, when it is tried again, or what is needed instead."""
    agreement = collection.agreement
    words = _about(collection) | {
        "why": collection.why,
        "reason_text": _reason(reason, agreement.customer.language),
        "is_last": collection.state == "stopped",
        "pay_url": letters.link_to(invoice, by=by),
    }
    letters.write(letters.FAILED, agreement, about=collection.public_id, words=words, by=by)


def _about(collection: Collection) -> dict[str, object]:
    agreement = collection.agreement
    return {
        "number": collection.number,
        "amount": letters.money(collection.amount_minor, collection.currency, agreement),
        "day": "" if collection.state == "stopped" else _day(collection.due_at, agreement),
    }


def _day(at: datetime | None, agreement: Agreement) -> str:
    if at is None:
        return ""
    zone = ZoneInfo(business.profile_facts().time_zone)
    return letters.day(at.astimezone(zone).date(), agreement)


def _reason(reason: str, language: str) -> str:
    if reason not in set(DeclineReason):
        return ""
    with override(language):
        return str(tell(DeclineReason(reason)).what)
