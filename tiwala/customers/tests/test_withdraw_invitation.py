"""Taken back before it is accepted."""

from __future__ import annotations

import pytest

from tests.cast import payer
from tiwala.audit.models import Record
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.invite_person import PersonInvited, invite_person
from tiwala.customers.actions.withdraw_invitation import withdraw_invitation
from tiwala.customers.tests.people import letters, make_house, token_in
from tiwala.identity.actions.accept_invitation import accept_invitation
from tiwala.identity.refusals import InvitationGone
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import NotFound

pytestmark = pytest.mark.django_db
BEN = PersonInvited("Ben Cruz", "ben@example.ph", "sees")


def test_the_link_leads_nowhere_from_then_on() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=BEN, by=SYSTEM)
    withdraw_invitation(found.pk, by=payer("ana", house.public_id))
    withdraw_invitation(found.pk, by=payer("ana", house.public_id))
    with pytest.raises(InvitationGone):
        accept_invitation(
            token_in(letters("customers.invitation")[0]), password="seven lamps beside a river", by=NOBODY
        )
    assert Record.objects.filter(tag="user:withdraw_invitation").count() == 1


def test_what_was_accepted_is_not_withdrawn() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=BEN, by=SYSTEM)
    accept_invitation(token_in(letters("customers.invitation")[0]), password="seven lamps beside a river", by=NOBODY)
    with pytest.raises(InvitationGone):
        withdraw_invitation(found.pk, by=SYSTEM)


def test_nobody_else_withdraws() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=BEN, by=SYSTEM)
    with pytest.raises(NotFound):
        withdraw_invitation(found.pk, by=payer("ben", "cus_ben"))
    with pytest.raises(AccessTooLow):
        withdraw_invitation(found.pk, by=payer("dina", house.public_id, level="sees"))
