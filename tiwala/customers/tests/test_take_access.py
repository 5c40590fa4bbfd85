"""Taken away, or given up."""

from __future__ import annotations

import pytest

from tests.cast import DAN
from tiwala.audit.models import Record
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.take_access import take_access
from tiwala.customers.refusals import LastManager
from tiwala.customers.tests.people import access_of, actor, letters, make_house, make_person
from tiwala.identity.models import CustomerAccess
from tiwala.kit.errors import NotFound

pytestmark = pytest.mark.django_db


def test_from_the_next_click_on_they_see_nothing() -> None:
    house = make_house()
    ana, ben = make_person("Ana", house), make_person("Ben", house, "pays")
    take_access(access_of(ben).pk, by=actor(ana))
    assert actor(ben).customer_refs == frozenset()
    assert "was taken away" in letters("customers.access")[0].body_text
    assert Record.objects.get(tag="user:revoke_access").subject_ref == ben.public_id


def test_nobody_else_takes_it() -> None:
    house, other = make_house(), make_house("Other")
    ana, ben, eve = make_person("Ana", house), make_person("Ben", house, "pays"), make_person("Eve", other)
    with pytest.raises(AccessTooLow):
        take_access(access_of(ana).pk, by=actor(ben))
    with pytest.raises(NotFound):
        take_access(access_of(ben).pk, by=actor(eve))
    assert CustomerAccess.objects.count() == 3


def test_everybody_may_go_but_the_last_who_manages() -> None:
    house = make_house()
    ana, ben = make_person("Ana", house), make_person("Ben", house, "sees")
    with pytest.raises(LastManager):
        take_access(access_of(ana).pk, by=actor(ana))
    take_access(access_of(ben).pk, by=actor(ben))
    assert "gave up" in letters("customers.access")[0].body_text
    with pytest.raises(NotFound):
        take_access(CustomerAccess(user=ben).pk, by=actor(ben))


def test_the_business_takes_even_the_last() -> None:
    house = make_house()
    ana = make_person("Ana", house)
    take_access(access_of(ana).pk, by=DAN)
    assert not CustomerAccess.objects.exists()
