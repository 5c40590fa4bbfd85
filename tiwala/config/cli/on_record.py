"""What an operator does at the terminal leaves a record too, like every other act."""

from typing import Any


def note(tag: str, **facts: Any) -> None:
    """Leave a record of a command that has done its work. Django must be set up."""
    from tiwala.audit.actions.record import record
    from tiwala.kit.actor import SYSTEM
    from tiwala.kit.db import action

    @action
    def leave() -> None:
        record(tag, "house", by=SYSTEM, **facts)

    leave()
