"""What people type never reaches the log."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.security.conftest import Shop

PLANTED = {
    "card": "4111 1111 1111 1111",
    "mail": "leak.me@example.ph",
    "key": "sk_live_aB3dE5fG7hJ9kL1mN3pQ",
    "password": "correct horse planted-in-a-field",
    "bearer": "tk_test_abcdefgh_plantedplantedplantedplanted",
}


@pytest.mark.leaky_output
def test_nothing_planted_is_logged(eve: Client, shop: Shop, caplog: pytest.LogCaptureFixture, capfd) -> None:
    for url in ("/account/login/", f"/pay/{shop.token}/attempts/", "/notices/sandbox/gac_x/", "/api/v1/invoices"):
        eve.post(url, {"login": PLANTED["mail"], "password": PLANTED["password"], "amount": PLANTED["card"]})
        eve.get(url, {"email": PLANTED["mail"], "token": PLANTED["key"]})
        eve.get(url, headers={"authorization": f"Bearer {PLANTED['bearer']}", "user-agent": PLANTED["mail"]})
    out, err = capfd.readouterr()
    text = caplog.text + out + err
    found = [name for name, word in PLANTED.items() if word in text]
    assert not found
    assert shop.token not in text, "a pay link in a log opens an invoice"
