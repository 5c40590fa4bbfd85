"""Whether a payment may be made as agreed, or has to be asked about first."""

from __future__ import annotations

from datetime import date

from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import last_of_kind, taken_in
from tiwala.autopay.rules import is_rise
from tiwala.payments.civil import civil_today


def why_ask(agreement: Agreement, collection: Collection, *, month: date | None = None) -> str:
    """`cap`, `rise` or `month_cap`, in this order; empty when it is as agreed. With `month`: counted in that month.

    Rely on the month only while the agreement is locked.
    """
    if collection.consent_id is not None:
        return ""
    if collection.amount_minor > agreement.cap_minor:
        return "cap"
    last = last_of_kind(agreement, collection.likeness)
    if last is not None and is_rise(collection.amount_minor, last):
        return "rise"
    if month is not None and taken_in(agreement, month, without=collection) + collection.amount_minor > (
        agreement.month_cap_minor
    ):
        return "month_cap"
    return ""


def this_month() -> date:
    """The first day of the civil month it is where the business is."""
    return civil_today().replace(day=1)
