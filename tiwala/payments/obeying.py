"""What a verdict of the fraud room means for a try just promised. Pure: nothing here asks or writes."""

from __future__ import annotations

from typing import Final

from tiwala.fraud.facts import Assessed, Verdict
from tiwala.kit.actor import Actor
from tiwala.payments.actions.block_attempt import BLOCKED, NEEDS_PROOF, NOBODY_THERE, Reason
from tiwala.payments.errors import PaymentBlocked, PaymentNeedsProof
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt
from tiwala.payments.roads import Road
from tiwala.payments.states import AttemptState

STEP_UP: Final[Verdict] = "step_up"


def is_denied(assessed: Assessed) -> bool:
    """Whether a person put this payer on a deny list: no rule and no pass is above that."""
    return any(entry.side == "deny" for entry in assessed.listed)


def why_not(verdict: Verdict, facts: StartFacts, *, road: Road, by: Actor) -> Reason | None:
    """Why this try is not sent to the gateway; None when it is. A review never stops one: people look afterwards.

    A step-up is met by the payer's bank, where the road can have it ask (3-D Secure), or by a person who showed their
    second factor a moment ago. Who is not there can show nothing.
    """
    if verdict == "block":
        return BLOCKED
    if verdict != STEP_UP or is_proven(facts, by=by):
        return None
    if not facts.payer_present:
        return NOBODY_THERE
    return None if road.can.challenges else NEEDS_PROOF


def refuse_blocked(attempt: Attempt) -> Attempt:
    """The try, for programs, which are told in a code: PaymentBlocked, PaymentNeedsProof."""
    if attempt.state != AttemptState.BLOCKED:
        return attempt
    raise PaymentBlocked if attempt.decline_reason == BLOCKED else PaymentNeedsProof


def is_proven(facts: StartFacts, *, by: Actor) -> bool:
    """Whether whoever begins this showed just now who they are."""
    return facts.proven and facts.payer_present and by.kind == "person" and by.has_factor
