"""The first page of the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.queries.health import health
from tiwala.console.queries.line_to_gateways import gateway_lines
from tiwala.console.queries.takings import takings
from tiwala.console.queries.waiting_tasks import waiting_tasks
from tiwala.console.queries.ways_paid import DAYS as WAYS_PAID_DAYS
from tiwala.console.queries.ways_paid import WaysPaid, ways_paid
from tiwala.console.templatetags.console import method
from tiwala.invoicing.queries import AgeBucket, overdue_by_age
from tiwala.kit import clock
from tiwala.kit.policy import actor_of, staff
from tiwala.ui.charts import Figure
from tiwala.ui.wording import locale_for, money_words

SERIES: Final = ("s1", "s2", "s5", "s3", "s6")
MIX_MOST: Final = len(SERIES) - 1


@staff("invoice.view")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Money in, what is late, what needs a person, how the house is: at most ten statements."""
    brand = profile_facts()
    today = clock.today(brand.time_zone)
    came = takings(today, zone=brand.time_zone, currency=brand.currency)
    paid = ways_paid(clock.now() - timedelta(days=WAYS_PAID_DAYS), currency=brand.currency)
    ages = overdue_by_age(today, currency=brand.currency)
    late = [bucket for bucket in ages if bucket.name != "current"]
    waiting = waiting_tasks(by=actor_of(request))
    facts = {
        "currency": brand.currency,
        "today": today,
        "came": came,
        "days": [_figure(_day(day), minor, brand.currency) for day, minor in came.days],
        "ages": _aged(ages, brand.currency),
        "ways": _mixed(paid, brand.currency),
        "paid": paid,
        "late_minor": sum(bucket.owed_minor for bucket in late),
        "late_count": sum(bucket.count for bucket in late),
        "waiting": waiting,
        "open_task_count": sum(kind.count for kind in waiting),
        "health": health(),
        "gateways": gateway_lines(),
    }
    return render(request, "console/dashboard.html", facts)


def _aged(ages: Iterable[AgeBucket], currency: str) -> list[Figure]:
    return [
        _figure(bucket.label, bucket.owed_minor, currency, series=series)
        for bucket, series in zip(ages, ("s1", "s2", "s6", "s3", "s4"), strict=True)
    ]


def _mixed(paid: WaysPaid, currency: str) -> list[Figure]:
    """The four ways that brought the most, and all others together."""
    most, rest = paid.by_method[:MIX_MOST], paid.by_method[MIX_MOST:]
    figures = [_figure(method(code), minor, currency, series=SERIES[place]) for place, (code, minor) in enumerate(most)]
    other = sum(minor for _code, minor in rest)
    return [*figures, _figure(_("Other"), other, currency, series=SERIES[-1])] if rest else figures


def _figure(label: str, minor: int, currency: str, *, series: str = "s1") -> Figure:
    return Figure(label, minor, money_words(minor, currency, language=_language()), series)


def _day(day: date) -> str:
    return format_date(day, "EEE d", locale=locale_for(_language()))


def _language() -> str:
    return get_language() or "en"
