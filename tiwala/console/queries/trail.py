"""Narrowing the trail by what a filter says; whatever makes no sense narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tiwala.audit.models import Record
from tiwala.business.queries import profile_facts
from tiwala.console.days import asked_day, midnight
from tiwala.console.paging import CURSOR
from tiwala.identity.models import User
from tiwala.kit import fields


def within_days(found: QuerySet[Record], asked: Mapping[str, str]) -> QuerySet[Record]:
    """`since` and `until` are days of the business, both included; the page begins below the cursor."""
    zone = profile_facts().time_zone
    since, until = asked_day(asked.get("since", "")), asked_day(asked.get("until", ""))
    if since:
        found = found.filter(at__gte=midnight(since, zone))
    if until:
        found = found.filter(at__lt=midnight(until + timedelta(days=1), zone))
    cursor = asked.get(CURSOR, "")
    if cursor.isdecimal() and len(cursor) <= len(str(2**62)):
        found = found.filter(seq__lt=int(cursor))
    return found


def staff_choices() -> list[tuple[str, str]]:
    """Everybody who works or worked here, for a filter; "everybody" first."""
    found = list(User.objects.filter(kind="staff").order_by("id"))
    fields.preload(found)
    return [("", _("Everybody")), *((one.public_id, str(one.name)) for one in found)]


def said(text: str) -> str:
    """What a filter's field says, fit for the database."""
    return text.replace("\0", "")[:100]
