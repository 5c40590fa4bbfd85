"""Which invoices the ledger says are still owed, by row id: the ground of every list and figure about money due."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tiwala.business import queries as business
from tiwala.kit import clock, ids
from tiwala.ledger import chart
from tiwala.ledger.models import SubjectBalance


def owed_by_id() -> dict[UUID, int]:
    """Every invoice with something left to pay, and how much in minor units: one statement."""
    rows = SubjectBalance.objects.filter(account_code=chart.RECEIVABLE, balance_minor__gt=0)
    return {ids.decode("inv", subject): owed for subject, owed in rows.values_list("subject", "balance_minor")}


def billing_day() -> date:
    """Today in the business's own zone: what `overdue` is measured against."""
    return clock.today(business.profile_facts().time_zone)
