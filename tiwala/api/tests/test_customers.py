"""/api/v1/customers"""

from __future__ import annotations

import pytest

from tests.makers import make_customer
from tiwala.api.tests.caller import Caller, code
from tiwala.audit.models import Record
from tiwala.customers.models import Customer

ANA = {"name": "Ana Reyes", "email": "ana@example.ph", "phone": "0917 123 4567"}


def test_it_takes_somebody_into_the_books(shop: Caller) -> None:
    response = shop.post("/customers", ANA)
    assert response.status_code == 201
    said = response.json()
    assert said["name"] == "Ana Reyes"
    assert said["phone"] == "+639171234567"
    assert shop.get(f"/customers/{said['id']}").json() == said


def test_the_audit_says_which_key_did_it_and_from_which_request(shop: Caller) -> None:
    response = shop.post("/customers", ANA)
    record = Record.objects.get(tag="customer:register")
    assert (record.actor_kind, record.actor_id) == ("key", shop.row.public_id)
    assert record.request_id == response["X-Request-ID"]


def test_it_refuses_every_wrong_field_at_once(shop: Caller) -> None:
    response = shop.post("/customers", {**ANA, "email": "nobody", "tin": "12"})
    assert code(response) == (422, "bad_input")
    assert set(response.json()["fields"]) == {"email", "tin"}
    assert not Customer.objects.exists()


def test_a_name_we_do_not_know_is_refused_rather_than_lost(shop: Caller) -> None:
    response = shop.post("/customers", {**ANA, "emial": "x"})
    assert code(response) == (422, "bad_input")
    assert list(response.json()["fields"]) == ["emial"]


def test_it_finds_by_words_of_the_name(shop: Caller) -> None:
    make_customer("Ben Cruz")
    ana = make_customer("Ana Reyes")
    found = shop.get("/customers", search="reyes").json()["items"]
    assert [one["id"] for one in found] == [ana.public_id]


def test_pages_follow_each_other_without_gap_or_repeat(shop: Caller) -> None:
    made = [make_customer(f"Customer {place}").public_id for place in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = shop.get("/customers", limit=2, cursor=cursor).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(made)
    assert cursor == ""


def test_a_misspelt_filter_is_refused_rather_than_shown_everything(shop: Caller) -> None:
    response = shop.get("/customers", serch="reyes")
    assert code(response) == (422, "bad_input")
    assert list(response.json()["fields"]) == ["serch"]
    assert shop.client.post("/api/v1/customers?x=1").status_code == 422


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "ø", "a" * 150, "a" * 5000])
def test_a_cursor_of_the_callers_own_making_is_refused(shop: Caller, cursor: str) -> None:
    status, said = code(shop.get("/customers", cursor=cursor))
    assert status == 422
    assert said in {"bad_cursor", "bad_input"}


def test_a_cursor_of_another_list_is_refused(shop: Caller) -> None:
    for place in range(2):
        make_customer(f"Customer {place}")
    cursor = shop.get("/customers", limit=1).json()["next_cursor"]
    assert code(shop.get("/payments", cursor=cursor)) == (422, "bad_cursor")


@pytest.mark.parametrize("ref", ["nobody", "cus_", "cus_" + "0" * 26, "inv_" + "0" * 26, "%00", "cus_" + "z" * 26])
def test_what_is_not_there_is_a_404(shop: Caller, ref: str) -> None:
    assert code(shop.get(f"/customers/{ref}")) == (404, "not_found")


def test_it_replaces_the_facts_as_a_whole(shop: Caller) -> None:
    ref = shop.post("/customers", ANA).json()["id"]
    said = shop.put(f"/customers/{ref}", {"name": "Ana Cruz", "language": "fil"}).json()
    assert (said["name"], said["language"], said["phone"]) == ("Ana Cruz", "fil", "")
