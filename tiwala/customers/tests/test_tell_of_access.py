"""Who manages hears that somebody came in."""

from __future__ import annotations

import pytest

from tiwala.customers.handlers import hear_accepted
from tiwala.customers.tests.people import access_of, letters, make_house, make_person
from tiwala.identity.queries import email_of

pytestmark = pytest.mark.django_db


def test_each_who_manages_gets_one_letter_however_often_it_is_heard() -> None:
    house = make_house()
    ana, ben = make_person("Ana", house), make_person("Ben", house, "pays")
    for _again in range(2):
        hear_accepted(access_ref=access_of(ben).public_id)
    (letter,) = letters("customers.access")
    assert letter.to_email == email_of(ana)
    assert "Ben" in letter.subject


def test_who_is_gone_again_is_not_told_of() -> None:
    house = make_house()
    make_person("Ana", house)
    ref = access_of(make_person("Ben", house, "pays")).public_id
    access_of(ben := make_person("Cai", house, "pays")).delete()
    assert ben.pk
    hear_accepted(access_ref=ref.replace(ref[-4:], "0000"))
    assert not letters("customers.access")
