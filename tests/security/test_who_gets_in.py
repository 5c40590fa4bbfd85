"""What is not yours looks like what is not there. Who comes in where is walked in tests/walk/."""

from __future__ import annotations

from django.test import Client

from tests.security.conftest import Shop


def test_what_ben_may_not_see_looks_like_what_is_not_there(ben: Client, shop: Shop) -> None:
    there = ben.get(f"/home/invoices/{shop.open.public_id}/")
    nowhere = ben.get("/home/invoices/inv_00000000000000000000000000/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert shop.open.number_text.encode() not in there.content
