"""Sent again with a new link."""

from __future__ import annotations

import pytest

from tests.cast import payer
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.invite_person import PersonInvited, invite_person
from tiwala.customers.actions.resend_invitation import resend_invitation
from tiwala.customers.actions.withdraw_invitation import withdraw_invitation
from tiwala.customers.tests.people import letters, make_house, token_in
from tiwala.identity.actions.accept_invitation import open_invitation
from tiwala.identity.refusals import InvitationGone
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound

pytestmark = pytest.mark.django_db


def test_the_new_link_works_and_the_old_one_does_not() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=PersonInvited("Ben", "ben@example.ph", "sees"), by=SYSTEM)
    resend_invitation(found.pk, by=SYSTEM)
    old, new = (token_in(one) for one in letters("customers.invitation"))
    assert open_invitation(new).pk == found.pk
    with pytest.raises(InvitationGone):
        open_invitation(old)


def test_what_is_withdrawn_is_not_sent_again_and_strangers_send_nothing() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=PersonInvited("Ben", "ben@example.ph", "sees"), by=SYSTEM)
    with pytest.raises(NotFound):
        resend_invitation(found.pk, by=payer("ben", "cus_ben"))
    with pytest.raises(AccessTooLow):
        resend_invitation(found.pk, by=payer("dina", house.public_id, level="pays"))
    withdraw_invitation(found.pk, by=SYSTEM)
    with pytest.raises(InvitationGone):
        resend_invitation(found.pk, by=SYSTEM)
    assert len(letters("customers.invitation")) == 1
