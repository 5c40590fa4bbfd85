"""Accounts of staff that nobody uses are switched off, and on again by somebody who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tiwala.audit.models import Record
from tiwala.identity.actions.switch_off_inactive import switch_off_inactive
from tiwala.identity.actions.switch_on_staff import switch_on_staff
from tiwala.identity.models import User
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.tests.people import as_actor, is_signed_in, make_cora, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import job
from tiwala.kit.errors import BadInput, WrongState

DAN = "dan@example.ph"
JOB = job("identity.switch_off_inactive")


@pytest.fixture
def dan(cora: User) -> User:
    """A cashier beside the owner."""
    return make_cora("cashier", DAN)


def use(user: User, *, days_ago: int) -> None:
    User.objects.filter(pk=user.pk).update(
        created_at=clock.now() - timedelta(days=400), last_seen_at=clock.now() - timedelta(days=days_ago)
    )


def test_ninety_one_days_without_a_click_switch_it_off(client: Client, dan: User) -> None:
    use(dan, days_ago=91)
    assert switch_off_inactive(by=JOB) == 1
    assert sign_in(client, DAN).headers["Location"] == "/account/inactive/"
    assert not is_signed_in(client)
    assert mail.outbox[-1].subject == "Your account is switched off"
    assert Record.objects.get(tag="user:disable", subject_ref=dan.public_id).facts["why"] == "unused"
    assert switch_off_inactive(by=JOB) == 0


def test_eighty_nine_do_not(dan: User) -> None:
    use(dan, days_ago=89)
    assert switch_off_inactive(by=JOB) == 0


def test_somebody_who_never_came_is_counted_from_the_first_day(dan: User) -> None:
    User.objects.filter(pk=dan.pk).update(created_at=clock.now() - timedelta(days=91), last_seen_at=None)
    assert switch_off_inactive(by=JOB) == 1


def test_the_last_owner_stays_however_long_ago(cora: User) -> None:
    use(cora, days_ago=500)
    assert switch_off_inactive(by=JOB) == 0


def test_of_two_owners_one_stays(cora: User) -> None:
    other = make_cora("owner", DAN)
    use(cora, days_ago=500)
    use(other, days_ago=500)
    assert switch_off_inactive(by=JOB) == 1


def test_customers_are_left_alone(ana: User) -> None:
    use(ana, days_ago=500)
    assert switch_off_inactive(by=JOB) == 0


def test_switched_on_again_with_a_reason_it_stays_on(client: Client, cora: User, dan: User) -> None:
    use(dan, days_ago=91)
    switch_off_inactive(by=JOB)
    with pytest.raises(BadInput):
        switch_on_staff(dan.pk, reason="  ", by=as_actor(cora))
    switch_on_staff(dan.pk, reason="Back from leave", by=as_actor(cora))
    assert switch_off_inactive(by=JOB) == 0
    assert sign_in(client, DAN).headers["Location"] == "/console/"
    assert Record.objects.get(tag="user:enable").facts["reason"] == "Back from leave"
    with pytest.raises(WrongState):
        switch_on_staff(dan.pk, reason="Again", by=as_actor(cora))


def test_nobody_switches_on_who_holds_more(cora: User) -> None:
    owner = make_cora("owner", DAN)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(NotYoursToGive):
        switch_on_staff(owner.pk, reason="Please", by=as_actor(make_cora("admin", "admin@example.ph")))
