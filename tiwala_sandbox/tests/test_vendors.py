"""What all stand-ins share: doors with faults and keys, the shelf, the hosted page, control, notices."""

import pytest

from tiwala_sandbox.tests.conftest import Gateway
from tiwala_sandbox.tests.toy_vendor import VENDOR
from tiwala_sandbox.vendors.__main__ import load, names


@pytest.fixture
def toy():
    gateway = Gateway(":memory:", vendor=VENDOR)
    yield gateway
    gateway.close()


def made(toy, key="k1", **more):
    return toy.call("POST", "/toys", {"centavos": 100}, **({"x-key": "demo", "x-once": key} | more))


def test_it_keeps_what_it_made_for_its_owner_alone(toy):
    body = made(toy).json()
    assert toy.call("GET", f"/toys/{body['id']}", **{"x-key": "demo"}).json() == body
    toy.control("accounts", {"account": "other"})
    assert toy.call("GET", f"/toys/{body['id']}", **{"x-key": "other"}).json() == {"oops": "not_found"}
    assert toy.call("GET", f"/toys/{body['id']}").status_code == 401


def test_the_same_key_makes_one_thing_and_another_question_is_refused(toy):
    first = made(toy)
    assert made(toy).json() == first.json()
    assert made(toy).headers["Idempotent-Replayed"] == "true"
    assert toy.call("POST", "/toys", {"centavos": 1}, **{"x-key": "demo", "x-once": "k1"}).status_code == 422
    assert made(toy, "k2").json()["id"] != first.json()["id"]


@pytest.mark.parametrize(
    ("kind", "status", "is_done"),
    [("error_500", 500, False), ("rate_429", 429, False), ("error_503", 503, False), ("answer_lost", 504, True)],
)
def test_faults_speak_the_vendors_language(toy, kind, status, is_done):
    toy.control("faults", {"next": [{"kind": kind, "where": "start"}]})
    answer = made(toy)
    assert (answer.status_code, set(answer.json())) == (status, {"oops"})
    assert (made(toy).headers.get("Idempotent-Replayed") == "true") is is_done


def test_forms_and_bodies_that_are_none(toy):
    headers = {"x-key": "demo", "content-type": "application/x-www-form-urlencoded"}
    assert toy.call("POST", "/toys", b"n=hello&m=", **headers).json()["note"] == "hello"
    assert toy.call("POST", "/toys", b"[1]", **{"x-key": "demo"}).json() == {"oops": "unreadable"}
    assert toy.call("POST", "/toys", b"{", **{"x-key": "demo"}).json() == {"oops": "unreadable"}
    assert toy.call("GET", "/nothing").json() == {"oops": "not_found"}


def test_a_payer_pays_on_the_page_and_the_merchant_hears_of_it(toy):
    ident = made(toy).json()["id"]
    page = toy.page(f"/hosted/{ident}")
    assert "No real money" in page.text
    gone = toy.submit(f"/hosted/{ident}/pay")
    assert (gone.status_code, gone.headers["location"]) == (303, "http://shop.example/back?pay")
    toy.control("tick")
    assert [request.headers["x-token"] for request in toy.merchant.got] == ["whsec_test_demo"]
    assert toy.merchant.bodies == [{"about": ident}]
    toy.submit(f"/hosted/{ident}/leave")
    assert toy.page("/hosted/none").status_code == 404


def test_control_plays_the_payer_and_a_notice_may_be_doubled(toy):
    ident = made(toy).json()["id"]
    toy.control("faults", {"next": [{"kind": "notice_doubled"}]})
    assert toy.control(f"things/{ident}/pay")["state"] == "paid"
    toy.control("tick")
    assert len(toy.merchant.got) == 2


def test_every_folder_is_a_stand_in():
    assert all(load(name).name == name for name in names())
