"""The figures of the dashboard: what is owed, what is late and how late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries.open_invoices import owed_by_id
from tiwala.invoicing.states import InvoiceState

AGES: tuple[tuple[str, int | None, Promise], ...] = (
    ("current", 0, _("Not yet due")),
    ("d30", 30, _("1–30 days late")),
    ("d60", 60, _("31–60 days late")),
    ("d90", 90, _("61–90 days late")),
    ("older", None, _("More than 90 days late")),
)
"""Name, last day of lateness, words. The last one has no end."""


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """Open invoices of one age. `owed_minor` counts smallest units."""

    name: str
    label: str
    count: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class MoneySummary:
    """What is owed in one currency, in minor units, and how many invoices that is; by age too."""

    owed_minor: int
    owed_count: int
    overdue_minor: int
    overdue_count: int
    draft_count: int
    issued_this_month_minor: int
    ages: tuple[AgeBucket, ...]


def overdue_by_age(today: date, *, currency: str = "PHP") -> tuple[AgeBucket, ...]:
    """What is open by how late it is, all five ages always there: two statements."""
    owed = owed_by_id()
    found = Invoice.objects.filter(pk__in=list(owed), state=InvoiceState.ISSUED, currency=currency)
    return _buckets(((due_on, owed[pk]) for pk, due_on in found.values_list("pk", "due_on")), today)


def money_summary(today: date, *, currency: str = "PHP") -> MoneySummary:
    """The dashboard's figures: three statements."""
    ages = overdue_by_age(today, currency=currency)
    late = [bucket for bucket in ages if bucket.name != "current"]
    this_month = Q(state=InvoiceState.ISSUED, issued_on__gte=today.replace(day=1), currency=currency)
    counted = Invoice.objects.aggregate(
        drafts=Count("pk", filter=Q(state=InvoiceState.DRAFT)), issued=Sum("total_minor", filter=this_month)
    )
    return MoneySummary(
        owed_minor=sum(bucket.owed_minor for bucket in ages),
        owed_count=sum(bucket.count for bucket in ages),
        overdue_minor=sum(bucket.owed_minor for bucket in late),
        overdue_count=sum(bucket.count for bucket in late),
        draft_count=counted["drafts"],
        issued_this_month_minor=counted["issued"] or 0,
        ages=ages,
    )


def age_of(days_late: int) -> str:
    """The name of the age an invoice so many days late belongs to."""
    return next(name for name, last, _words in AGES if last is None or days_late <= last)


def _buckets(rows: Iterable[tuple[date | None, int]], today: date) -> tuple[AgeBucket, ...]:
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for due_on, owed in rows:
        name = age_of((today - due_on).days if due_on else 0)
        counts[name] += 1
        sums[name] += owed
    return tuple(AgeBucket(name, str(words), counts[name], sums[name]) for name, _last, words in AGES)
