"""Read the trail: what happened to a thing, what somebody did, and who they said they were."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from tiwala.audit import chain
from tiwala.audit.models import Record
from tiwala.kit import secrets


def about(subject_ref: str) -> QuerySet[Record]:
    """What happened to one thing, newest first."""
    return Record.objects.filter(subject_ref=subject_ref).order_by("-seq")


def newest_about(subject_refs: Iterable[str], *, most: int) -> list[tuple[str, str, datetime]]:
    """Of each thing its newest records, so many at most: subject, tag and instant. One statement."""
    several = [about(ref).values_list("subject_ref", "tag", "at")[:most] for ref in subject_refs]
    return list(several[0].union(*several[1:], all=True)) if several else []


def trail(*, tag: str = "", actor_id: str = "", subject_ref: str = "") -> QuerySet[Record]:
    """The whole trail, newest first, narrowed by what is given. Page by `seq` (unique, without gaps)."""
    given = {"tag": tag, "actor_id": actor_id, "subject_ref": subject_ref}
    wanted = {name: value for name, value in given.items() if value}
    return Record.objects.filter(**wanted).order_by("-seq")


def personal_of(record: Record) -> dict[str, str]:
    """The label and ip of the one who acted; empty when there were none or they were erased."""
    if not record.personal:
        return {}
    try:
        plain = secrets.unseal(bytes(record.personal), owner=record.personal_owner, aad=chain.personal_aad(record.pk))
    except secrets.Shredded:
        return {}
    said: dict[str, str] = json.loads(plain)
    return said
