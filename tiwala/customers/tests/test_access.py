"""How far somebody may act for a customer."""

from __future__ import annotations

import pytest

from tests.cast import CORA, EVE, payer
from tiwala.customers.access import AccessTooLow, must_manage, must_pay_for, must_see
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import NotFound

ANA, BEN = "cus_ana", "cus_ben"
LINK = Actor("guest", "lnk_1", customer_refs=frozenset({ANA}))


@pytest.mark.parametrize("ask", [must_see, must_pay_for, must_manage])
def test_without_any_access_the_customer_is_not_there(ask) -> None:
    for stranger in (payer("ben", BEN), EVE):
        with pytest.raises(NotFound):
            ask(ANA, by=stranger)


def test_each_level_goes_as_far_as_it_says() -> None:
    sees, pays, manages = (payer("dina", ANA, level=level) for level in ("sees", "pays", "manages"))
    for who in (sees, pays, manages):
        must_see(ANA, by=who)
    must_pay_for(ANA, by=pays)
    must_manage(ANA, by=manages)
    for ask, who in ((must_pay_for, sees), (must_manage, sees), (must_manage, pays)):
        with pytest.raises(AccessTooLow):
            ask(ANA, by=who)


def test_a_level_counts_for_its_own_customer_only() -> None:
    both = Actor("person", "usr_dina", customer_refs=frozenset({ANA, BEN}), customer_levels={BEN: "pays"})
    must_pay_for(BEN, by=both)
    with pytest.raises(AccessTooLow):
        must_pay_for(ANA, by=both)


def test_a_pay_link_pays_and_manages_nothing() -> None:
    must_pay_for(ANA, by=LINK)
    with pytest.raises(AccessTooLow):
        must_manage(ANA, by=LINK)


def test_the_house_and_staff_who_edit_customers_manage() -> None:
    must_manage(ANA, by=SYSTEM)
    must_manage(ANA, by=Actor("person", "usr_dan", permissions=frozenset({"customer.edit"}), is_staff=True))
    with pytest.raises(AccessTooLow):
        must_manage(ANA, by=CORA)
