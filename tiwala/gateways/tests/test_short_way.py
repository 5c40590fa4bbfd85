from __future__ import annotations

import pytest
from django.test import Client

from tiwala.gateways.tests.test_receive_notice import make_account, make_body, post_notice

pytestmark = pytest.mark.django_db


def test_a_notice_is_answered_with_the_headers_of_every_answer(client: Client) -> None:
    answer = post_notice(client, make_account(), make_body())
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"]
    assert answer["X-Request-ID"]


def test_another_host_is_refused_as_everywhere(client: Client) -> None:
    answer = client.post(
        f"/notices/sandbox/{make_account().public_id}/", b"{}", "application/json", HTTP_HOST="evil.example"
    )
    assert answer.status_code == 400


def test_what_is_no_notice_door_is_not_there(client: Client) -> None:
    assert client.post("/notices/nobody/", b"{}", "application/json").status_code == 404


def test_reading_it_is_not_a_verb_of_the_door(client: Client) -> None:
    assert client.get(f"/notices/sandbox/{make_account().public_id}/").status_code == 405
