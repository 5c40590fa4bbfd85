"""What has ended goes."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from tiwala.identity.actions.forget_expired import forget_expired
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import Invitation, Session, User
from tiwala.identity.tests.people import ANA, ANA_REF, is_signed_in, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM


def test_old_sessions_and_invitations_go_and_young_ones_stay(client: Client, ana: User) -> None:
    sign_in(client, ANA)
    invite(InvitationFacts("Dina", "dina@example.ph", customer_ref=ANA_REF), by=SYSTEM)
    forget_expired()
    assert is_signed_in(client)
    assert Invitation.objects.count() == 1
    with clock.hold(clock.now() + timedelta(days=45)):
        forget_expired()
    assert not Session.objects.exists()
    assert not Invitation.objects.exists()
