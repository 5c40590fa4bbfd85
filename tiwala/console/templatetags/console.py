"""Tags of the console's pages: the rail, what this person may do, where a public id leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from django import template
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiwala.business.cache import kept
from tiwala.business.words import method_words
from tiwala.console import links, masking
from tiwala.console.entry_words import ENTRY_WORDS, LINE_WORDS
from tiwala.console.forms import base
from tiwala.console.rail import Group, rail_for
from tiwala.kit import ids
from tiwala.kit.actor import NOBODY, Actor
from tiwala.tasks.models import Task
from tiwala.tasks.states import TASK
from tiwala.ui.wording import locale_for, short_day_words

ID_LETTERS = 26
register = template.Library()


def _actor(context: template.Context) -> Actor:
    actor: Actor = getattr(context.get("request"), "actor", NOBODY)
    return actor


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> list[Group]:
    """The rail's groups for the one who is asking."""
    return rail_for(_actor(context))


@kept
def _open_count() -> int:
    return int(Task.objects.filter(state__in=[state.value for state in TASK.open]).count())


@register.simple_tag(takes_context=True)
def open_tasks(context: template.Context) -> int:
    """How many things need a person, at most five seconds old, unless the page counted already."""
    known = context.get("open_task_count")
    if known is not None:
        return int(known)
    return _open_count() if _actor(context).may("task.view") else 0


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """`{% may "refund.create" as may_refund %}`."""
    return _actor(context).may(permission)


@register.filter
def method(code: str) -> str:
    """A way to pay in words: Card, GCash, Cash."""
    return str(_("Cash")) if code == "cash" else str(method_words(code).name)


@register.filter
def short_when(value: datetime | None) -> str:
    """An instant for a table: 24 Oct 2026, 1:19 PM."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(get_current_timezone_name()))
    language = get_language() or "en"
    clock = format_time(local, "h:mm a", tzinfo=local.tzinfo, locale=locale_for(language))
    return f"{short_day_words(local.date(), language=language)}, {clock}"


@register.filter
def mask(value: Any) -> str:
    """Personal data, hidden but for what tells it apart."""
    return masking.masked(str(value or ""))


@register.filter
def short_id(value: Any) -> str:
    """A public id cut short for a table; anything else as it is."""
    text = str(value)
    prefix, _line, letters = text.partition("_")
    return f"{prefix}_…{letters[-6:]}" if prefix in ids.PREFIXES and len(letters) == ID_LETTERS else text


@register.filter
def named(ref: Any, numbers: dict[str, str] | str = "") -> str:
    """The number people know a thing by, where the page brought it along; else its id cut short."""
    return (numbers.get(str(ref), "") if isinstance(numbers, dict) else "") or short_id(ref)


@register.filter
def entry_kind(kind: str) -> str:
    """What a ledger entry tells of, in words."""
    return str(ENTRY_WORDS.get(kind) or kind.replace("_", " ").capitalize())


@register.filter
def line_kind(kind: str) -> str:
    """What a line of a gateway's statement is, in words."""
    return str(LINE_WORDS[kind])


@register.simple_tag
def fresh_key() -> str:
    """The hidden key of one button as it was shown."""
    return base.fresh_key()


@register.filter
def subject_url(ref: str) -> str:
    """The page about a public id, or nothing when it has none."""
    return links.subject_url(str(ref))
