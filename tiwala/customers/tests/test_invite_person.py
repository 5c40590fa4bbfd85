"""A letter with a link, to that mailbox and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import CORA, DAN, payer
from tiwala.audit.models import Record
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.close_customer import close_customer
from tiwala.customers.actions.invite_person import OPEN_MAX, PersonInvited, invite_person
from tiwala.customers.refusals import TooManyInvited
from tiwala.customers.tests.people import access_of, actor, letters, make_house, make_person, token_in
from tiwala.identity.actions.accept_invitation import accept_invitation, open_invitation
from tiwala.identity.models import Invitation
from tiwala.identity.refusals import InvitationGone
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import BadInput, NotFound, WrongState

pytestmark = pytest.mark.django_db
BEN = PersonInvited("Ben Cruz", "ben@example.ph", "sees", language="fil")


def test_who_manages_invites_and_the_invited_sees() -> None:
    house = make_house()
    ana = make_person("Ana Reyes", house)
    invite_person(house.public_id, person=BEN, by=actor(ana))
    (letter,) = letters("customers.invitation")
    assert letter.to_email == "ben@example.ph"
    assert "Iniimbitahan ka ni Ana Reyes" in letter.body_text
    ben = accept_invitation(token_in(letter), password="seven lamps beside a slow river", by=NOBODY)
    assert access_of(ben).level == "sees"
    assert Record.objects.filter(tag="user:invite", subject_ref=house.public_id).count() == 1


def test_the_business_invites_in_its_own_name() -> None:
    house = make_house()
    invite_person(house.public_id, person=BEN, by=DAN)
    assert "Dan" not in letters("customers.invitation")[0].body_text


def test_nobody_else_invites() -> None:
    house = make_house()
    ref = house.public_id
    for level in ("sees", "pays"):
        with pytest.raises(AccessTooLow):
            invite_person(ref, person=BEN, by=payer("dina", ref, level=level))
    for stranger in (payer("ben", "cus_ben"), NOBODY):
        with pytest.raises(NotFound):
            invite_person(ref, person=BEN, by=stranger)
    with pytest.raises(AccessTooLow):
        invite_person(ref, person=BEN, by=CORA)
    assert not Invitation.objects.exists()
    assert not letters("customers.invitation")


def test_a_known_address_gets_the_same_answer_and_the_same_letter() -> None:
    house, other = make_house(), make_house("Ben Cruz")
    make_person("Ben Cruz", other, email="ben@example.ph")
    known = invite_person(house.public_id, person=BEN, by=SYSTEM)
    new = invite_person(house.public_id, person=PersonInvited("Ben Cruz", "no@example.ph", "sees", "fil"), by=SYSTEM)
    first, second = letters("customers.invitation")
    assert first.subject == second.subject
    assert first.body_text.replace(token_in(first), "") == second.body_text.replace(token_in(second), "")
    assert (known.level, known.kind) == (new.level, new.kind)


def test_inviting_again_ends_the_first_link() -> None:
    house = make_house()
    invite_person(house.public_id, person=BEN, by=SYSTEM)
    invite_person(house.public_id, person=PersonInvited("Ben", "BEN@example.ph", "pays"), by=SYSTEM)
    first, second = (token_in(one) for one in letters("customers.invitation"))
    with pytest.raises(InvitationGone):
        open_invitation(first)
    assert open_invitation(second).level == "pays"


def test_the_link_ends_by_the_rule() -> None:
    house = make_house()
    found = invite_person(house.public_id, person=BEN, by=SYSTEM)
    assert timedelta(days=13) < found.expires_at - clock.now() <= timedelta(days=14)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"email": "nothing"}, {"level": "owns"}, {"level": ""}])
def test_nonsense_is_refused(wrong: dict[str, str]) -> None:
    facts = {"name": "Ben", "email": "ben@example.ph", "level": "sees"} | wrong
    with pytest.raises(BadInput):
        invite_person(make_house().public_id, person=PersonInvited(**facts), by=SYSTEM)


def test_a_closed_customer_takes_nobody_in() -> None:
    house = make_house()
    close_customer(house.pk, by=SYSTEM)
    with pytest.raises(WrongState):
        invite_person(house.public_id, person=BEN, by=SYSTEM)


def test_letters_to_strangers_come_to_an_end() -> None:
    house = make_house()
    for number in range(OPEN_MAX):
        invite_person(house.public_id, person=PersonInvited("Ben", f"b{number}@example.ph", "sees"), by=SYSTEM)
    with pytest.raises(TooManyInvited):
        invite_person(house.public_id, person=BEN, by=SYSTEM)
