"""What is going on: tries and what becomes of them, as it happens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.chips import chips
from tiwala.console.queries.fraud_monitor import against_limits, as_shown, bursts_now, waiting
from tiwala.fraud.book import alarm_now
from tiwala.fraud.monitor.busy import NEWEST, busy_since
from tiwala.fraud.monitor.hours import DAYS, Seen, Span, disputes_by_brand, seen_in
from tiwala.kit import clock
from tiwala.kit.policy import actor_of, staff
from tiwala.ui.charts import Figure
from tiwala.ui.htmx import page_or_part
from tiwala.ui.wording import locale_for

SPANS: Final = (("", _("The last hour")), ("day", _("24 hours")), ("month", _("30 days")))
LENGTHS: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=DAYS)}
EVERY_S: Final = 15
LOOKS_MOST: Final = 40
"""So often the page looks by itself, ten minutes: a console nobody sits at must still sign itself out."""


@staff("fraud.view")
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Tries, approval, disputes, what may be lost and whose keys come again and again; looks again by itself."""
    by, at = actor_of(request), clock.now()
    span = cast("Span", request.GET.get("span") if request.GET.get("span") in LENGTHS else "hour")
    zone = ZoneInfo(profile_facts().time_zone)
    seen = seen_in(span, today=datetime.combine(clock.today(zone.key), time(), zone))
    return page_or_part(
        request,
        "console/fraud_monitor.html",
        part="going",
        span=span,
        chips=chips(request, name="span", choices=SPANS),
        at=at,
        seen=seen,
        bars=[Figure(_when(slot.at, span, zone), slot.n["tries"], str(slot.n["tries"])) for slot in seen.slots],
        parts=_became(seen),
        waiting=waiting(by),
        disputes=against_limits(disputes_by_brand(at)),
        tops=as_shown(busy_since(at - LENGTHS[span]), by=by),
        newest=NEWEST,
        alarm=alarm_now(),
        bursts=bursts_now(by),
        **_again(request),
    )


def _again(request: HttpRequest) -> dict[str, Any]:
    """Whether the page looks again by itself, after how many seconds, and how often it did."""
    looks, is_still = request.GET.get("looks", ""), request.GET.get("still") == "yes"
    looked = min(int(looks), LOOKS_MOST) if looks.isascii() and looks.isdigit() and len(looks) < len("1000") else 0
    return {"every": 0 if is_still or looked >= LOOKS_MOST else EVERY_S, "looked": looked + 1, "is_still": is_still}


def _became(seen: Seen) -> list[Figure]:
    names = (("paid", _("Paid"), "s5"), ("declined", _("Declined by the bank"), "s3"), ("blocked", _("Refused"), "s4"))
    return [Figure(str(words), seen.all[name], str(seen.all[name]), series) for name, words, series in names]


def _when(at: datetime, span: Span, zone: ZoneInfo) -> str:
    local, locale = at.astimezone(zone), locale_for(get_language() or "en")
    if span == "month":
        return format_date(local.date(), "d MMM", locale=locale)
    return format_time(local, "h a" if span == "day" else "h:mm", tzinfo=zone, locale=locale)
