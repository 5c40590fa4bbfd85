"""Send the two codes of a recovery: one to each of the person's addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.identity import addresses, one_time_codes, rule_values
from tiwala.identity.models import Recovery, User
from tiwala.identity.queries import owns_factor, user_with_email
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

ASKED_MAX: Final = 5
"""Times an hour that somebody's addresses are written to."""


@action
def send_recovery_codes(recovery_ref: str, *, by: Actor) -> bool:
    """Whether codes left. Once: a second run sends nothing.

    Who has no second factor is told to choose a new password; who has no second address, to ask the business. An
    address nobody signs in with gets nothing. Too many wrong codes within a day: nothing either.
    """
    recovery: Recovery = Recovery.objects.locked(ids.decode("rcv", recovery_ref))
    user = user_with_email(recovery.email or "")
    if recovery.codes_until is not None or user is None or not user.is_active or _too_many_asked(user):
        return False
    recovery.user = user
    second = addresses.second_of(user)
    first = recovery.email or ""
    has_codes = owns_factor(user) and second is not None and not _too_many_wrong(user)
    recovery.codes_until = clock.now() + timedelta(minutes=rule_values.value_of("code_minutes") if has_codes else 0)
    if has_codes and second is not None:
        codes = one_time_codes.new_code(), one_time_codes.new_code()
        recovery.first_hash, recovery.second_hash = (one_time_codes.hash_of(one, row=recovery.pk) for one in codes)
        minutes = rule_values.value_of("code_minutes")
        for code, address in zip(codes, (first, second.email), strict=True):
            addresses.write(user, "recovery_code", to=address, code=code, minutes=minutes)
    else:
        kind = "recovery_by_business" if owns_factor(user) else "recovery_not_needed"
        addresses.write(user, kind, to=first)
    recovery.save()
    record("recovery:ask", user.public_id, by=by, codes=has_codes)
    return has_codes


def _too_many_asked(user: User) -> bool:
    """Nobody fills somebody's mailbox with our letters."""
    since = clock.now() - timedelta(hours=1)
    return Recovery.objects.filter(user=user, created_at__gt=since).count() >= ASKED_MAX


def _too_many_wrong(user: User) -> bool:
    """A new code forgives nothing: wrong ones of the last day count together."""
    since = clock.now() - timedelta(days=1)
    tries = Recovery.objects.filter(user=user, created_at__gt=since).values_list("wrong", flat=True)
    return sum(tries) >= 2 * one_time_codes.WRONG_MAX
