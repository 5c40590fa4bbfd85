"""Ben and Eve at every door: what is not theirs is not found, and nothing about it is said."""

from __future__ import annotations

from django.test import Client

from tests.architecture.source import tell
from tests.security.conftest import Shop
from tests.security.doors import every_door

ANAS = ("Ana Reyes", "Mabini Street 99")
SIGN_IN = "/account/login/"


def test_eve_is_sent_to_sign_in_or_finds_nothing(eve: Client, shop: Shop) -> None:
    wrong = []
    for door in every_door(shop.things):
        answer = eve.get(door.url)
        if door.policy.who in ("staff", "customer", "person"):
            is_sent = answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)
            if not is_sent and answer.status_code not in (403, 404, 405):
                wrong.append(f"{door.url}: {answer.status_code}")
        if door.policy.who == "key" and answer.status_code not in (401, 404, 405):
            wrong.append(f"{door.url}: {answer.status_code}")
    assert not wrong, tell(wrong, "Mark the door.")


def test_eve_can_post_nothing(eve: Client, shop: Shop) -> None:
    wrong = []
    for door in every_door(shop.things):
        if door.policy.who in ("staff", "customer", "person", "key"):
            answer = eve.post(door.url, {})
            is_sent = answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)
            if not is_sent and answer.status_code not in (401, 403, 404, 405, 415):
                wrong.append(f"{door.url}: {answer.status_code}")
    assert not wrong, tell(wrong, "Mark the door.")


def test_ben_sees_nothing_of_anas_and_nothing_of_the_staffs(ben: Client, shop: Shop) -> None:
    wrong = []
    for door in every_door({**shop.things, "token": "A" * 43}):
        answer = ben.get(door.url, {"customer": shop.ana.public_id, "q": "Ana"})
        text = b"" if getattr(answer, "streaming", False) else answer.content
        if any(word.encode() in text for word in ANAS):
            wrong.append(f"{door.url}: shows Ana")
        if door.policy.who == "staff" and answer.status_code not in (302, 403, 404, 405):
            wrong.append(f"{door.url}: {answer.status_code}")
    assert not wrong, tell(wrong, "Fetch by who is asking: .visible_to(actor).")


def test_what_ben_may_not_see_looks_like_what_is_not_there(ben: Client, shop: Shop) -> None:
    there = ben.get(f"/home/invoices/{shop.open.public_id}/")
    nowhere = ben.get("/home/invoices/inv_00000000000000000000000000/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert shop.open.number_text.encode() not in there.content


def test_a_person_cannot_use_a_door_for_programs(dan: Client, shop: Shop) -> None:
    wrong = [
        door.url
        for door in every_door(shop.things)
        if door.policy.who == "key" and dan.get(door.url).status_code == 200
    ]
    assert not wrong, tell(wrong, "Cookies open no API: another site could use them.")
