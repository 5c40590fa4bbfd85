"""Who is behind an actor's id: names of staff for the trail, tasks and refunds; never a customer's."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.identity.models import User
from tiwala.kit import fields, ids
from tiwala.kit.errors import BadId


def staff_names(refs: Iterable[str]) -> dict[str, str]:
    """The names of those ids that are staff: two statements for a whole list."""
    pks = []
    for ref in set(refs):
        try:
            pks.append(ids.decode("usr", ref))
        except BadId:
            continue
    found = list(User.objects.filter(pk__in=pks, kind="staff")) if pks else []
    fields.preload(found)
    return {one.public_id: str(one.name) for one in found}


def staff_name(ref: str) -> str:
    """One name; the id itself for what is no staff member."""
    return staff_names([ref]).get(ref, ref)
