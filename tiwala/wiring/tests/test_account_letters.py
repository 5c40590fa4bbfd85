"""Codes reach people through the outbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail as django_mail
from django.core.cache import cache
from django.test import Client

from tiwala.identity import mail
from tiwala.identity.tests.people import BEN, make_ben
from tiwala.notify.models import Letter
from tiwala.wiring.account_letters import send


@pytest.fixture(autouse=True)
def _outbox(db: None) -> Iterator[None]:
    cache.clear()
    before = mail._sender
    mail.set_sender(send)
    yield
    mail.set_sender(before)


def test_a_code_is_a_letter_under_the_readers_own_keys(client: Client) -> None:
    ben = make_ben()
    client.post("/account/password/reset/", {"email": BEN})
    letter = Letter.objects.get()
    assert (letter.kind, letter.language, letter.key_owner) == ("identity.account", "fil", ben.public_id)
    assert letter.to_email == BEN
    assert letter.subject == "Ang iyong code para sa bagong password"
    assert "Kumusta Ben Cruz," in letter.body_text
    assert "Kumusta Ben Cruz," in letter.body_html
    assert not django_mail.outbox


def test_a_stranger_gets_one_under_the_business_keys(client: Client) -> None:
    client.post("/account/password/reset/", {"email": "nobody@example.ph"})
    assert Letter.objects.get().key_owner == "business"
