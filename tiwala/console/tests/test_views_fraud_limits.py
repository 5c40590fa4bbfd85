"""The limits of the fraud desk through the console: of disputes by one person, of clearing alone by two."""

from __future__ import annotations

import pytest
from django.test import Client

from tiwala.console.tests.forms import fill, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.fraud.limits import clear_limit, dispute_limits
from tiwala.fraud.models import Limits

DISPUTES, CLEARING = "/console/fraud/limits/disputes/", "/console/settings/four-eyes/clearing/"


def text(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def test_what_is_written_stands_on_the_monitor_and_an_empty_field_is_no_limit(owner: Client) -> None:
    asked = {"of_all": "0.9", "of_visa": "1.25", "of_mastercard": "", "of_jcb": "2", "reason": "Our bank wrote"}
    assert send(owner, DISPUTES, **asked).status_code == 302
    assert dispute_limits() == {"all": 90, "visa": 125, "jcb": 200}
    shown = text(owner, "/console/fraud/now/")
    assert "0.9%" in shown
    assert "1.25%" in shown
    assert "Mastercard" not in shown
    assert fill(owner, DISPUTES)["of_visa"] == "1.25"


@pytest.mark.parametrize(
    "wrong",
    [{"of_all": ""}, {"of_all": "0"}, {"of_all": "101"}, {"of_visa": "much"}, {"of_visa": "1.234"}, {"reason": " "}],
    ids=str,
)
def test_what_makes_no_sense_is_told_beside_its_field(owner: Client, wrong: dict[str, str]) -> None:
    answer = send(owner, DISPUTES, **{"reason": "Why", **wrong})
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert not Limits.objects.exists()


def test_the_limit_of_clearing_goes_down_at_once_and_up_with_two(owner: Client) -> None:
    assert fill(owner, CLEARING)["limit"] == "50,000.00"
    send(owner, CLEARING, limit="1,000.00")
    assert clear_limit().minor == 100_000
    assert send(owner, CLEARING, limit="9,000.00", reason="").status_code == 422
    send(owner, CLEARING, limit="9,000.00", reason="Bigger bills")
    assert clear_limit().minor == 100_000
    second_yes()
    assert clear_limit().minor == 900_000
    assert "₱9,000.00" in text(owner, "/console/settings/four-eyes/")


@pytest.mark.parametrize("role", ["accountant", "auditor"])
def test_who_may_not_change_them_sees_them_without_a_way_to(role: str, db: None) -> None:
    client = come_in(role)
    assert client.get(DISPUTES).status_code == client.get(CLEARING).status_code == 403
    assert DISPUTES not in text(client, "/console/fraud/now/")
    assert CLEARING not in text(client, "/console/settings/four-eyes/")
