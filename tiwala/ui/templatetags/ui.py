"""Filters and small tags of every page. Pages say `{% load ui %}`; most of them only use the parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.ui import accent, charts, icons, tones, wording

register = template.Library()


def _language() -> str:
    return get_language() or "en"


def _this_year() -> int:
    return clock.today(get_current_timezone_name()).year


@register.filter
def money(value: Money | int | str | None, currency: str = "") -> str:
    """`{{ invoice.total|money }}` for a Money; `{{ row.total_minor|money:row.currency }}` for whole smallest units."""
    if value is None or value == "":
        return ""
    if isinstance(value, Money):
        return wording.money_words(value.minor, value.currency, language=_language())
    return wording.money_words(int(value), currency, language=_language())


@register.filter
def currency_sign(currency: str) -> str:
    """`{{ "PHP"|currency_sign }}` is ₱."""
    return wording.currency_sign(currency, language=_language())


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words: Friday, 4 December."""
    if value is None:
        return ""
    return wording.day_words(_local_day(value), language=_language(), this_year=_this_year())


@register.filter
def short_day(value: date | datetime | None) -> str:
    """A date for a table: 4 Dec 2026."""
    return "" if value is None else wording.short_day_words(_local_day(value), language=_language())


@register.filter
def when(value: datetime | None) -> str:
    """An instant in words, in the business's zone: Friday, 4 December, 3:05 PM."""
    if value is None:
        return ""
    zone = ZoneInfo(get_current_timezone_name())
    return wording.instant_words(value, language=_language(), zone=zone, this_year=_this_year())


@register.filter
def ago(value: datetime | None) -> str:
    """How long since (or until) an instant: 2 hours ago."""
    return "" if value is None else wording.ago_words(value - clock.now(), language=_language())


@register.filter
def tone(state: str) -> str:
    """The badge tone of a state: `<c-badge tone="{{ invoice.state|tone }}">`."""
    return tones.tone_of(str(state))


@register.filter
def state(value: str) -> str:
    """A state in the reader's words: `{{ payment.state|state }}`."""
    return tones.words_for(str(value))


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(get_current_timezone_name())).date()
    return value


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon inline, silent for screen readers: a word always stands beside it."""
    return SafeString(icons.drawn(str(name)))


@register.simple_tag
def tone_icon(name: str) -> SafeString:
    """The mark that goes with a tone, since colour never speaks alone."""
    return SafeString(icons.drawn(tones.ICONS.get(str(name), tones.ICONS["info"])))


@register.simple_tag(takes_context=True)
def stylesheet(context: template.Context, face: str) -> str:
    """The address of a face's stylesheet, with the business's accent in it when `brand.colour` is set."""
    colour = str(getattr(context.get("brand"), "colour", "") or "").lstrip("#").lower()
    if not colour:
        return static(f"ui/{face}.css")
    return reverse("ui:stylesheet", args=[face, colour, accent.stamp(face)])


@register.simple_tag(takes_context=True)
def is_here(context: template.Context, href: str, exact: Any = "") -> bool:
    """Whether a menu entry leads to the page being shown, or to the list it belongs to."""
    path = getattr(context.get("request"), "path", "")
    return path == href or (not exact and bool(href) and path.startswith(href))


@register.inclusion_tag("ui/plot.html")
def bars_plot(figures: Sequence[charts.Figure], title: str) -> dict[str, Any]:
    """Bars over time."""
    return {"boxes": charts.bars(figures), "title": title}


@register.inclusion_tag("ui/plot.html")
def waterfall_plot(figures: Sequence[charts.Figure], title: str) -> dict[str, Any]:
    """Gross to net."""
    return {"boxes": charts.waterfall(figures), "title": title, "says_values": True}


@register.inclusion_tag("ui/stacked_plot.html")
def stacked_plot(figures: Sequence[charts.Figure], title: str) -> dict[str, Any]:
    """Parts of one whole."""
    return {"boxes": charts.stacked(figures), "title": title}
