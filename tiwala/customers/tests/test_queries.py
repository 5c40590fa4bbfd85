from __future__ import annotations

import pytest

from tiwala.customers import queries
from tiwala.customers.models import Customer
from tiwala.customers.tests.makers import a_customer, as_customer, as_staff
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["ana", "ANA", "peñaflor", "penaf", "rey", "reyes ana", "Ana Peñaflor-Reyes", "ana.reyes@mail.example",
     " ANA.REYES@mail.example ", "0917 555 0199", "+63 917 555 0199", "0199"],
)  # fmt: skip
def test_a_customer_is_found_by(typed: str) -> None:
    customer = a_customer()
    a_customer(name="Ben Cruz", email="ben@mail.example", phone="0918 555 0100")
    assert [each.pk for each in queries.search(typed, by=SYSTEM)] == [customer.pk]


@pytest.mark.parametrize(
    "typed",
    ["an", "eyes", "ana cruz", "ana@mail.example", "0198", "555", "cus_x", "% or 1=1", "0917 555 0198", "---", "\x00"],
)
def test_a_customer_is_not_found_by(typed: str) -> None:
    a_customer()
    assert not queries.search(typed, by=SYSTEM).exists()


def test_a_short_word_of_the_name_is_found_whole() -> None:
    customer = a_customer(name="Li Uy")
    assert queries.search("uy", by=SYSTEM).get().pk == customer.pk


def test_an_id_finds_its_customer_and_nothing_typed_finds_everybody() -> None:
    customer = a_customer()
    a_customer(name="Ben Cruz")
    assert queries.search(customer.public_id, by=SYSTEM).get().pk == customer.pk
    assert queries.search("", by=SYSTEM).count() == 2


def test_ana_sees_ana_and_ben_does_not() -> None:
    ana, ben = a_customer(), a_customer(name="Ben Cruz")
    assert [each.pk for each in Customer.objects.visible_to(as_customer(ana))] == [ana.pk]
    assert queries.by_ref(ana.public_id, by=as_customer(ana)).pk == ana.pk
    with pytest.raises(NotFound):
        queries.by_ref(ana.public_id, by=as_customer(ben))


def test_staff_see_everybody_when_they_may_and_nobody_when_they_may_not() -> None:
    a_customer()
    assert Customer.objects.visible_to(as_staff("customer.view")).count() == 1
    assert Customer.objects.visible_to(as_staff("invoice.view")).count() == 0
    assert Customer.objects.visible_to(NOBODY).count() == 0


def test_a_card_greets_by_the_first_name() -> None:
    card = queries.card(a_customer())
    assert (card.first_name, card.email, card.phone) == ("Ana", "Ana.Reyes@mail.example", "+639175550199")


def test_a_list_costs_no_more_queries_than_one_row(django_assert_max_num_queries: object) -> None:
    for number in range(12):
        a_customer(name=f"Buyer {number}")
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(queries.cards(Customer.objects.all())) == 12


def test_cards_by_ref_leave_out_what_the_actor_may_not_see() -> None:
    ana, ben = a_customer(), a_customer(name="Ben Cruz")
    cards = queries.cards_by_ref([ana.public_id, ben.public_id], by=as_customer(ana))
    assert [card.name for card in cards.values()] == ["Ana Peñaflor-Reyes"]


def test_customers_with_an_address_are_given_oldest_first() -> None:
    first, second = a_customer(), a_customer(name="Ana at work")
    assert [each.pk for each in queries.with_email("ANA.reyes@mail.example", by=SYSTEM)] == [first.pk, second.pk]
    assert queries.with_email("", by=SYSTEM) == []
