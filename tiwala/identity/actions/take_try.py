"""Take one try at a secret, before it is looked at."""

from __future__ import annotations

from django.db import transaction

from tiwala.identity.models import Tries
from tiwala.identity.tries import Subject, is_stopped, wait_after
from tiwala.kit import clock


@transaction.atomic
def take_try(subject: Subject) -> bool:
    """Whether the guess may be looked at. It counts as a failure from now on, until give_back or forgive_tries.

    Counted first and checked after, under the row's lock: a hundred guesses at once are no more than the rules allow.
    Joins a transaction that is open: some pages change a password and end sessions in one.
    """
    now = clock.now()
    key = {"subject": subject.digest, "which": subject.which}
    Tries.objects.bulk_create([Tries(**key, user=subject.user, last_at=now)], ignore_conflicts=True)
    row = Tries.objects.select_for_update().get(**key)
    if is_stopped(row.count) or (row.opens_at is not None and now < row.opens_at):
        return False
    row.count, row.last_at = row.count + 1, now
    wait = wait_after(row.count, is_staff=subject.is_staff)
    row.opens_at = now + wait if wait else None
    row.save(update_fields=["count", "last_at", "opens_at"])
    return True


def give_back(subject: Subject) -> None:
    """The guess was right, but more is asked for: it was no failure. What failed before still counts. A step."""
    with transaction.atomic():
        row = Tries.objects.select_for_update().filter(subject=subject.digest, which=subject.which).first()
        if row is not None and row.count:
            row.count, row.opens_at = row.count - 1, None
            row.save(update_fields=["count", "opens_at"])
