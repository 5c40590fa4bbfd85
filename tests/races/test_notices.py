"""Many notices at the same instant share a commit: each is kept once, and answered as if it had come alone."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client

from tests.races.at_once import at_once
from tiwala.gateways import inbox, known_accounts
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.models import Notice
from tiwala.gateways.tests.makers import make_account, make_body, post_notice
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account():
    known_accounts.forget()
    inbox.forget_traces()
    return make_account()


def sent_at_once(account, bodies):
    return at_once([partial(post_notice, Client(), account, body) for body in bodies])


def test_each_of_a_crowd_is_kept_and_read_once(account):
    for wave in range(4):
        answers = sent_at_once(account, [make_body(f"evt_{wave}_{at}") for at in range(12)])
        assert {answer.status_code for answer in answers} == {200}
    kept = set(Notice.objects.values_list("event_id", flat=True))
    assert kept == {f"evt_{wave}_{at}" for wave in range(4) for at in range(12)}
    assert read_notices(by=SYSTEM) == 48
    assert read_notices(by=SYSTEM) == 0


def test_doubles_in_a_crowd_are_kept_once_and_all_answered(account):
    bodies = [make_body(f"evt_{at % 3}") for at in range(12)]
    answers = sent_at_once(account, bodies) + sent_at_once(account, bodies[::-1])
    assert [answer.status_code for answer in answers] == [200] * 24
    assert Notice.objects.count() == 3


def test_what_cannot_be_kept_is_nobody_elses_harm(account, monkeypatch):
    """One row the database refuses (as a fault of ours would make it) among many that it takes."""
    made = inbox._row

    def with_one_bad(*words):
        row = made(*words)
        return (*row[:4], None, *row[5:]) if row[3] == "evt_bad" else row

    monkeypatch.setattr(inbox, "_row", with_one_bad)
    clients = [Client(raise_request_exception=False) for _ in range(12)]
    bodies = [make_body("evt_bad"), *[make_body(f"evt_{at}") for at in range(11)]]
    works = [partial(post_notice, client, account, body) for client, body in zip(clients, bodies, strict=True)]
    assert [answer.status_code for answer in at_once(works)] == [500, *[200] * 11]
    assert Notice.objects.count() == 11
