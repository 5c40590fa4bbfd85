"""Inviting people."""

from __future__ import annotations

import pytest

from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.identity.actions.ask_to_invite import ask_to_invite
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import Invitation
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.tests.people import ANA_REF, as_actor, make_cora
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

DINA = "dina.santos@example.ph"


def test_the_token_is_not_kept() -> None:
    invitation, token = invite(InvitationFacts("Dina", DINA, role="cashier"), by=SYSTEM)
    assert len(token) >= 43
    assert token.encode() not in bytes(invitation.token_hash)
    assert Invitation.objects.count() == 1


def test_nobody_invites_to_more_than_they_hold() -> None:
    admin = as_actor(make_cora("admin"))
    with pytest.raises(NotYoursToGive):
        ask_to_invite(InvitationFacts("Dina", DINA, role="owner"), reason="Runs it", key="a", by=admin)
    with pytest.raises(SecondPersonNeeded):
        invite(InvitationFacts("Dina", DINA, role="cashier"), by=admin)
    assert (
        ask_to_invite(InvitationFacts("Dina", DINA, role="cashier"), reason="Till", key="b", by=admin).state == "asked"
    )
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        InvitationFacts("Dina", "no address", role="cashier"),
        InvitationFacts("  ", DINA, role="cashier"),
        InvitationFacts("Dina", DINA, role="king"),
        InvitationFacts("Dina", DINA),
        InvitationFacts("Dina", DINA, customer_ref=ANA_REF, level="everything"),
    ],
)
def test_it_refuses_what_makes_no_sense(facts: InvitationFacts) -> None:
    with pytest.raises(BadInput):
        invite(facts, by=SYSTEM)
    assert not Invitation.objects.exists()
