"""Idempotency-Key: once for each key and question."""

from __future__ import annotations

import pytest

from tiwala.api.tests.caller import Caller, code
from tiwala.customers.models import Customer
from tiwala.idempotency.models import Key
from tiwala.kit import clock

ANA = {"name": "Ana Reyes"}


def test_the_same_question_again_gets_the_same_answer_and_does_nothing(shop: Caller) -> None:
    first = shop.post("/customers", ANA, key="k-1")
    again = shop.post("/customers", ANA, key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Customer.objects.count() == 1


def test_blanks_and_order_make_no_other_question(shop: Caller) -> None:
    shop.post("/customers", {"name": "Ana", "language": "en"}, key="k")
    again = shop.post("/customers", {"language": "en", "name": "Ana"}, key="k")
    assert again["Idempotent-Replayed"] == "true"


def test_another_question_with_the_same_key_is_refused(shop: Caller) -> None:
    shop.post("/customers", ANA, key="k")
    assert code(shop.post("/customers", {"name": "Ben"}, key="k")) == (422, "idempotency_key_reused")
    assert code(shop.post("/refunds/", ANA, key="k"))[0] == 404
    assert Customer.objects.count() == 1


def test_another_callers_key_is_another_key(shop: Caller) -> None:
    shop.post("/customers", ANA, key="k")
    assert Caller().post("/customers", {"name": "Ben"}, key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tinside", "nul\0"])
def test_a_missing_or_odd_key_is_refused_before_anything_is_done(shop: Caller, key: str) -> None:
    status, said = code(shop.post("/customers", ANA, key=key))
    assert status == 422
    assert said in {"idempotency_key_missing", "idempotency_key_bad"}
    assert not Customer.objects.exists()


def test_while_the_first_runs_the_second_is_told_so(shop: Caller) -> None:
    shop.post("/customers", ANA, key="k")
    Key.objects.update(answer=b"", leased_until=clock.now() + clock.timedelta(seconds=30))
    assert code(shop.post("/customers", ANA, key="k")) == (409, "idempotency_key_in_use")


def test_after_a_crash_between_the_deed_and_the_answer_it_is_still_done_once(shop: Caller) -> None:
    first = shop.post("/customers", ANA, key="k").json()
    Key.objects.update(answer=b"", leased_until=clock.now())
    assert shop.post("/customers", ANA, key="k").json() == first
    assert Customer.objects.count() == 1


def test_after_a_refusal_a_corrected_question_may_use_the_key(shop: Caller) -> None:
    assert code(shop.post("/customers", {"name": "Ana", "email": "x"}, key="k")) == (422, "bad_input")
    assert shop.post("/customers", ANA, key="k").status_code == 201
