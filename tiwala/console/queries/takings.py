"""Money in by day, from captured payments, in the business's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncDate

from tiwala.payments.models import Payment

DAYS = 14


@dataclass(frozen=True, slots=True)
class Takings:
    """What came in, in minor units: today, this week so far, the same days of last week, and day by day."""

    today_minor: int
    week_minor: int
    last_week_minor: int
    days: tuple[tuple[date, int], ...]

    @property
    def difference_minor(self) -> int:
        """How much more came in than on the same days of last week."""
        return self.week_minor - self.last_week_minor


def takings(today: date, *, zone: str, currency: str) -> Takings:
    """The last fourteen days: one statement. A week begins on Monday."""
    monday = today - timedelta(days=today.weekday())
    first = min(monday - timedelta(days=7), today - timedelta(days=DAYS - 1))
    start = datetime.combine(first, time.min, ZoneInfo(zone))
    found = dict(
        Payment.objects.filter(captured_at__gte=start, currency=currency, captured_minor__gt=0)
        .annotate(day=TruncDate("captured_at", tzinfo=ZoneInfo(zone)))
        .values_list("day")
        .annotate(total=Sum("captured_minor"))
    )

    def between(since: date, until: date) -> int:
        return sum(minor for day, minor in found.items() if since <= day <= until)

    days = (today - timedelta(days=DAYS - 1 - place) for place in range(DAYS))
    return Takings(
        today_minor=found.get(today, 0),
        week_minor=between(monday, today),
        last_week_minor=between(monday - timedelta(days=7), today - timedelta(days=7)),
        days=tuple((day, found.get(day, 0)) for day in days),
    )
