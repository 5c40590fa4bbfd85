"""Invitations, keys and limits, asked for by many at the same instant and from two processes."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from tests.races.at_once import at_once
from tiwala.api import limits
from tiwala.api.models import Use
from tiwala.identity.actions.accept_invitation import accept_invitation
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.rotate_key import rotate_key
from tiwala.identity.models import User
from tiwala.identity.refusals import InvitationGone
from tiwala.identity.tests.people import PASSWORD
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal, TooMany

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 12, 4, 12, 0, 5, tzinfo=UTC)


def test_an_invitation_taken_eight_times_at_once_opens_one_account() -> None:
    _row, token = invite(InvitationFacts("Nina", "nina@example.ph", role="cashier"), by=SYSTEM)
    found = at_once([lambda: accept_invitation(token, password=PASSWORD, by=SYSTEM)] * 8)
    assert User.objects.count() == 1
    assert sum(isinstance(one, User) for one in found) == 1
    assert all(isinstance(one, (User, Refusal)) for one in found)
    assert any(isinstance(one, InvitationGone) for one in found)


def test_a_key_rotated_by_four_at_once_has_two_good_texts() -> None:
    key, first = issue_key(KeyFacts("Shop", frozenset({"invoice.view"})), by=SYSTEM)
    found = at_once([lambda: rotate_key(key.pk, overlap_hours=24, by=SYSTEM)] * 4)
    texts = [first, *(one[1] for one in found if not isinstance(one, Refusal))]
    assert sum(authenticate_key(text) is not None for text in texts) == 2


def test_requests_of_one_key_at_once_are_all_counted() -> None:
    with clock.hold(NOON):
        at_once([lambda: limits.consume("key_x")] * 24)
        assert Use.objects.get(key_ref="key_x").count == 24
        Use.objects.update(count=limits.PER_MINUTE - 3)
        found = at_once([lambda: limits.consume("key_x")] * 12)
    assert sum(isinstance(one, TooMany) for one in found) == 9


def test_limits_are_shared_by_two_processes() -> None:
    """What one process lets through, the other counts: ten tries a minute and address at an invitation's page."""
    cache.clear()
    here, there = _tries(5), _in_another_process(5)
    assert here == there == [404] * 5
    assert _tries(1) == [429]
    assert _in_another_process(1) == [429]


def _tries(count: int) -> list[int]:
    client = Client(REMOTE_ADDR="203.0.113.9")
    return [
        client.post(f"/account/invitation/{'A' * 43}/", {"password": PASSWORD}).status_code for _try in range(count)
    ]


def _in_another_process(count: int) -> list[int]:
    fork = multiprocessing.get_context("fork")
    answers: Queue[Any] = fork.Queue()
    connections.close_all()
    other = fork.Process(target=lambda: answers.put(_tries(count)))
    other.start()
    found: list[int] = answers.get(timeout=60)
    other.join(60)
    return found
