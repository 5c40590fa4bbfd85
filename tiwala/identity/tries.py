"""How many wrong tries there may be, as pure rules, and whose tries are counted together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tiwala.identity.models import Tries, User, Which
from tiwala.identity.queries import user_with_email
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock, secrets

LONGEST_WAIT: Final = timedelta(hours=1)
_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose secret is guessed at. An address that nobody has is counted like anybody's."""

    digest: bytes = field(repr=False)
    which: Which
    user: User | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the rules for staff count."""
        return self.user is not None and self.user.is_staff


def of_address(email: str) -> Subject:
    """The account of this address, or the address itself; in the same steps."""
    address = email.strip().lower()
    user = user_with_email(address)
    return Subject(_digest(user.public_id if user else f"nobody:{address}"), Which.PASSWORD, user)


def of_user(user: User, which: Which) -> Subject:
    """A person who is known."""
    return Subject(_digest(user.public_id), which, user)


def wait_after(count: int, *, is_staff: bool) -> timedelta:
    """How long nobody's next try is looked at, after so many in a row."""
    if is_staff:
        locks = count > 0 and count % value_of("staff_tries") == 0
        return timedelta(minutes=value_of("staff_lock_minutes")) if locks else timedelta()
    beyond = count - value_of("payer_free_tries")
    if beyond < 0:
        return timedelta()
    doubled: int = 1 << min(beyond, _DOUBLINGS)
    return min(timedelta(seconds=value_of("payer_wait_s") * doubled), LONGEST_WAIT)


def is_stopped(count: int) -> bool:
    """Whether waiting no longer helps: a new password, or somebody who knows the person, does."""
    return count >= value_of("payer_tries")


def is_locked_at(count: int, *, is_staff: bool) -> bool:
    """Whether so many in a row are a lock, which the person is told of: more than a slip of the finger."""
    return is_stopped(count) or count >= value_of("staff_tries" if is_staff else "payer_free_tries")


def is_locked(user: User) -> bool:
    """Whether a try of this person would not be looked at, at one of their secrets at least."""
    now = clock.now()
    rows = Tries.objects.filter(user_id=user.pk)
    return any(is_stopped(row.count) or (row.opens_at is not None and now < row.opens_at) for row in rows)


def _digest(text: str) -> bytes:
    return secrets.blind_primary("tries", text)
