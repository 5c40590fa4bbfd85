"""One line of a gateway's list of disputes."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, Refusal
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.facts import TypedDispute

WHY_MAX = 200


def take_in_dispute(list_ref: str, line: int, typed: TypedDispute, *, by: Actor) -> None:
    """The dispute, opened or taken further; what is refused is noted beside its line and stops no other."""
    dispute_ref = why = ""
    try:
        dispute_ref = open_dispute(typed, by=by, source="import").public_id
    except BadInput as bad:
        why = " ".join(str(words) for words in bad.fields.values()) or bad.text
    except Refusal as refusal:
        why = refusal.text
    _note(list_ref, line, dispute_ref, why[:WHY_MAX], by=by)


@action
def _note(list_ref: str, line: int, dispute_ref: str, why: str, *, by: Actor) -> None:
    facts = {"dispute": dispute_ref} if dispute_ref else {"why": why}
    record("dispute_list:line", list_ref, by=by, outcome="refused" if why else "done", line=line, **facts)
