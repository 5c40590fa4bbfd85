"""A second address, verified."""

from __future__ import annotations

from tiwala.identity.models import SecondAddress, User
from tiwala.kit import clock

SECOND = "ana.second@example.ph"


def with_second_address(user: User) -> SecondAddress:
    """As it stands after its code came back."""
    found = SecondAddress(user=user, email=SECOND, code_hash=b"", code_until=clock.now(), verified_at=clock.now())
    found.save()
    return found
