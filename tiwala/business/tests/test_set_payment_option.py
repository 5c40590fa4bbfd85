from __future__ import annotations

import pytest
from django.utils import translation

from tiwala.business import queries
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.models import PaymentOption
from tiwala.business.tests.makers import option_facts
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

pytestmark = pytest.mark.django_db


def test_methods_are_offered_in_the_business_s_order() -> None:
    set_payment_option(option_facts(method="card", position=2), by=SYSTEM)
    set_payment_option(option_facts(method="qrph", position=1), by=SYSTEM)
    set_payment_option(option_facts(method="otc", position=3, enabled=False), by=SYSTEM)
    assert [each.method for each in queries.offered_methods()] == ["qrph", "card"]


def test_the_same_method_at_the_same_account_is_changed_not_doubled() -> None:
    facts = option_facts(allow_partial=True, min_partial_minor=100_00)
    first = set_payment_option(facts, by=SYSTEM)
    offered = queries.offered_methods()[0]
    assert (offered.allow_partial, offered.min_partial_minor) == (True, 100_00)
    again = set_payment_option(option_facts(gateway_account_ref=facts.gateway_account_ref, enabled=False), by=SYSTEM)
    assert again.pk == first.pk
    assert queries.offered_methods() == []
    assert PaymentOption.objects.count() == 1


def test_names_come_in_the_reader_s_language_unless_the_business_chose_one() -> None:
    set_payment_option(option_facts(method="otc", position=1), by=SYSTEM)
    set_payment_option(option_facts(method="wallet", position=2, name="GCash or Maya"), by=SYSTEM)
    with translation.override("fil"):
        assert [each.name for each in queries.offered_methods()] == ["Bayad sa counter", "GCash or Maya"]
    assert queries.offered_methods()[0].name == "Over the counter"


def test_a_method_without_words_of_ours_is_shown_by_its_code() -> None:
    set_payment_option(option_facts(method="grab_pay"), by=SYSTEM)
    assert queries.offered_methods()[0].name == "Grab pay"


@pytest.mark.parametrize(
    "changes",
    [
        {"method": ""},
        {"method": "Card!"},
        {"gateway_account_ref": "acc_1"},
        {"position": -1},
        {"min_partial_minor": -5},
        {"name": "x" * 61},
    ],
)
def test_it_refuses_bad_facts(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        set_payment_option(option_facts(**changes), by=SYSTEM)
