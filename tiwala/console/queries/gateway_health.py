"""How the gateways do, for the page of staff: now, method by method, and over hours or days as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiwala.business.words import method_words
from tiwala.console.queries.line_to_gateways import GatewayLine, gateway_lines
from tiwala.gateways import circuits, health
from tiwala.gateways.circuits import Standing
from tiwala.gateways.health import Figures, Span
from tiwala.kit import clock
from tiwala.ui.charts import Figure

HOURS, DAYS = 24, 30
NOW_S = 3600


@dataclass(frozen=True, slots=True)
class MethodHealth:
    """One way to pay through an account in the last hour; `standing` is there while payers are kept away from it."""

    name: str
    figures: Figures | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One account: its ways to pay now, and calls in trouble over time."""

    line: GatewayLine
    methods: tuple[MethodHealth, ...]
    points: tuple[Figure, ...]
    calls: int
    troubled: int

    @property
    def is_well(self) -> bool:
        """Whether payers are sent to all its ways to pay."""
        return not any(one.standing for one in self.methods)


def gateway_health(*, by_day: bool, zone: str) -> list[AccountHealth]:
    """Every account: four statements. The chart shows thirty days, or the last twenty-four hours."""
    now = health.figures(seconds=NOW_S)
    standing = {(one.account_ref, one.method): one for one in circuits.standings()}
    past = health.history(hours=DAYS * 24 if by_day else HOURS, by_day=by_day, zone=zone)
    return [
        AccountHealth(
            line=line,
            methods=_methods(line.ref, now, standing),
            points=_points(past.get(line.ref, []), by_day=by_day, zone=zone),
            calls=sum(span.calls for span in past.get(line.ref, [])),
            troubled=sum(span.troubled for span in past.get(line.ref, [])),
        )
        for line in gateway_lines()
    ]


def _methods(
    account_ref: str, now: list[Figures], standing: dict[tuple[str, str], Standing]
) -> tuple[MethodHealth, ...]:
    figures = {one.method: one for one in now if one.account_ref == account_ref}
    known = {*figures, *(method for ref, method in standing if ref == account_ref)}
    names = sorted(known, key=lambda name: (not name, name))
    return tuple(
        MethodHealth(
            name=str(method_words(name).name) if name else _("Questions"),
            figures=figures.get(name),
            standing=standing.get((account_ref, name)),
        )
        for name in names
    )


def _points(spans: list[Span], *, by_day: bool, zone: str) -> tuple[Figure, ...]:
    """A bar for every hour or day, those without calls too: how many calls in a hundred were in trouble."""
    local = ZoneInfo(zone)
    found = {span.at.astimezone(local): span for span in spans}
    return tuple(
        _point(at, found.get(at), by_day=by_day) for at in _ticks(clock.now().astimezone(local), by_day=by_day)
    )


def _ticks(now: datetime, *, by_day: bool) -> list[datetime]:
    if by_day:
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [hour - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]


def _point(at: datetime, span: Span | None, *, by_day: bool) -> Figure:
    label = f"{at.day}/{at.month}" if by_day else f"{at.hour}h"
    if span is None:
        return Figure(label, 0, _("no calls"))
    percent = -(-span.troubled * 100 // span.calls)
    words = ngettext(
        "%(percent)d%% of %(calls)d call in trouble, 95 of 100 within %(ms)d ms",
        "%(percent)d%% of %(calls)d calls in trouble, 95 of 100 within %(ms)d ms",
        span.calls,
    )
    return Figure(label, percent, words % {"percent": percent, "calls": span.calls, "ms": span.p95_ms})
