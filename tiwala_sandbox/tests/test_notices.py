"""Notices: signed, sent again until heard, and the ways in which they can go wrong."""

import hashlib
import hmac

import pytest


def is_signed(request, secret, *, at):
    stamp, *marks = request.headers["sandbox-signature"].split(",")
    assert stamp == f"t={int(at)}"
    wanted = hmac.new(secret.encode(), stamp[2:].encode() + b"." + request.content, hashlib.sha256).hexdigest()
    return f"v1={wanted}" in marks


def test_a_notice_is_signed_and_tells_the_checkout_as_it_is(gateway):
    checkout = gateway.paid()
    gateway.wait()
    (request,) = gateway.merchant.got
    (body,) = gateway.merchant.bodies
    assert is_signed(request, "whsec_test_demo", at=gateway.time)
    assert not is_signed(request, "whsec_other", at=gateway.time)
    assert body["data"] == gateway.look(checkout)
    assert (body["type"], body["live"], body["account"]) == ("checkout.paid", False, "demo")


def test_while_secrets_change_hands_both_sign(gateway):
    gateway.control("accounts", {"account": "demo", "secrets": ["whsec_new_one", "whsec_old_one"]})
    gateway.paid()
    gateway.wait()
    assert all(
        is_signed(gateway.merchant.got[0], secret, at=gateway.time) for secret in ("whsec_new_one", "whsec_old_one")
    )


def test_it_comes_again_with_the_same_id_until_it_is_heard(gateway):
    gateway.merchant.answers = [500, 302, 200]
    gateway.paid()
    gateway.wait()
    gateway.wait(1)
    assert len(gateway.merchant.got) == 1
    gateway.wait(2)
    gateway.wait(11)
    gateway.wait(100_000)
    assert len({body["id"] for body in gateway.merchant.bodies}) == 1
    assert len(gateway.merchant.got) == 3
    assert is_signed(gateway.merchant.got[2], "whsec_test_demo", at=gateway.time - 100_000)


def test_it_gives_up_after_its_last_try_and_can_be_sent_again(gateway):
    gateway.merchant.answers = [503] * 9
    checkout = gateway.paid()
    for _ in range(12):
        gateway.wait(90_000)
    assert len(gateway.merchant.got) == 9
    assert gateway.control(f"notices?checkout={checkout['id']}", method="GET")["data"][0]["state"] == "failed"
    assert gateway.control("notices/resend", {"checkout": checkout["id"]}) == {"resent": 1}
    gateway.wait()
    assert len(gateway.merchant.got) == 10


def test_a_merchant_who_is_away_breaks_nothing(gateway):
    async def broken(request):
        raise ValueError(request.url)

    gateway.merchant.receive = broken
    gateway.app.state.runner._transport.handler = broken
    gateway.paid()
    gateway.wait()
    assert gateway.control("notices", method="GET")["data"][0]["last_answer"] == "ValueError"


@pytest.mark.parametrize(
    ("scenario", "at_once", "after"),
    [("notice_lost", 0, 0), ("notice_late", 0, 1), ("notice_doubled", 2, 2), ("notice_forged", 2, 2)],
)
def test_each_way_to_go_wrong(gateway, scenario, at_once, after):
    gateway.paid(customer_label=f"scenario:{scenario}")
    gateway.wait()
    assert len(gateway.merchant.got) == at_once
    gateway.wait(31)
    assert len(gateway.merchant.got) == after


def test_a_doubled_notice_has_one_id(gateway):
    gateway.paid(customer_label="scenario:notice_doubled")
    gateway.wait()
    assert len({body["id"] for body in gateway.merchant.bodies}) == 1


def test_a_forged_notice_is_not_signed_with_the_secret_and_the_true_one_is(gateway):
    checkout = gateway.start(customer_label="scenario:notice_forged")
    gateway.control(f"checkouts/{checkout['id']}/fail", {})
    gateway.wait()
    forged, true = gateway.merchant.got
    assert not is_signed(forged, "whsec_test_demo", at=gateway.time)
    assert is_signed(true, "whsec_test_demo", at=gateway.time)
    assert gateway.merchant.kinds == ["checkout.paid", "checkout.failed"]


def test_a_held_notice_is_overtaken_by_a_later_one(gateway):
    gateway.control("faults", {"next": [{"kind": "notice_out_of_order"}]})
    checkout = gateway.start(10_000, capture="manual")
    gateway.control(f"checkouts/{checkout['id']}/pay", {})
    gateway.call("POST", f"/v1/checkouts/{checkout['id']}/capture", {})
    gateway.wait()
    assert gateway.merchant.kinds == ["checkout.paid", "checkout.authorized"]


@pytest.mark.parametrize(
    "url", ["http://example.com/", "ftp://127.0.0.1/", "http://127.0.0.1@evil.test/", "http://169.254.1.1/", 7, "/n"]
)
def test_notices_go_nowhere_but_to_allowed_hosts(gateway, url):
    body = {"account": "demo", "notice_url": url}
    answer = gateway.call("POST", "/control/accounts", body, Authorization="Bearer control")
    assert (answer.status_code, answer.json()["field"]) == (422, "notice_url")


def test_an_account_without_an_address_gets_none(gateway):
    gateway.control("accounts", {"account": "demo", "notice_url": ""})
    gateway.paid()
    gateway.wait()
    assert gateway.merchant.got == []
