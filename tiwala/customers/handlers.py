"""What this room does when others speak. Every line may be heard twice and acts once."""

from __future__ import annotations

from tiwala.customers.actions.tell_of_access import tell_of_access
from tiwala.kit import actor

BY = actor.job("customers.handlers")


def hear_accepted(*, access_ref: str) -> None:
    """Somebody took up an invitation: whoever manages the customer hears of it."""
    tell_of_access(access_ref, by=BY)
