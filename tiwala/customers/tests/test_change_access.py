"""More or less, from the next click on."""

from __future__ import annotations

import pytest

from tests.cast import CORA, payer
from tiwala.audit.models import Record
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.change_access import change_access
from tiwala.customers.refusals import LastManager
from tiwala.customers.tests.people import access_of, actor, letters, make_house, make_person
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


def test_the_level_counts_at_once_and_a_letter_tells() -> None:
    house = make_house()
    ana, ben = make_person("Ana", house), make_person("Ben", house, "sees")
    change_access(access_of(ben).pk, level="pays", by=actor(ana))
    change_access(access_of(ben).pk, level="pays", by=actor(ana))
    assert actor(ben).goes(house.public_id, "pays")
    assert not actor(ben).goes(house.public_id, "manages")
    (letter,) = letters("customers.access")
    assert "can pay" in letter.body_text
    (found,) = Record.objects.filter(tag="user:change_access")
    assert (found.subject_ref, found.actor_id) == (ben.public_id, ana.public_id)


def test_who_sees_or_pays_changes_nothing_not_even_about_themselves() -> None:
    house, other = make_house(), make_house("Other")
    make_person("Ana", house)
    ben, eve = make_person("Ben", house, "pays"), make_person("Eve", other)
    with pytest.raises(AccessTooLow):
        change_access(access_of(ben).pk, level="manages", by=actor(ben))
    with pytest.raises(NotFound):
        change_access(access_of(ben).pk, level="sees", by=actor(eve))
    with pytest.raises(AccessTooLow):
        change_access(access_of(ben).pk, level="sees", by=CORA)
    assert access_of(ben).level == "pays"


def test_the_last_who_manages_passes_it_on_first() -> None:
    house = make_house()
    ana, ben = make_person("Ana", house), make_person("Ben", house, "sees")
    with pytest.raises(LastManager):
        change_access(access_of(ana).pk, level="pays", by=actor(ana))
    change_access(access_of(ben).pk, level="manages", by=actor(ana))
    change_access(access_of(ana).pk, level="pays", by=actor(ana))
    assert access_of(ana).level == "pays"


def test_the_business_can_always_help() -> None:
    house = make_house()
    ana = make_person("Ana", house)
    change_access(access_of(ana).pk, level="sees", by=SYSTEM)
    assert access_of(ana).level == "sees"


def test_there_are_three_levels() -> None:
    house = make_house()
    ana = make_person("Ana", house)
    for wrong in ("owns", "", "MANAGES"):
        with pytest.raises(BadInput):
            change_access(access_of(ana).pk, level=wrong, by=payer("ana", house.public_id))
