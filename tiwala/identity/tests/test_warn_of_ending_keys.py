"""A task in time, before a program is locked out."""

from __future__ import annotations

from datetime import timedelta

from tiwala.audit.models import Record
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.actions.rotate_key import rotate_key
from tiwala.identity.actions.warn_of_ending_keys import warn_of_ending_keys
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, job
from tiwala.tasks.models import Task

FACTS = KeyFacts("Shop", frozenset({"invoice.view"}))
JOB = job("identity.warn_of_ending_keys")


def test_it_warns_fourteen_days_ahead_and_once() -> None:
    key, _ = issue_key(FACTS, by=SYSTEM)
    with clock.hold(key.expires_at - timedelta(days=14, seconds=1)):
        assert warn_of_ending_keys(by=JOB) == 0
    with clock.hold(key.expires_at - timedelta(days=14)):
        assert [warn_of_ending_keys(by=JOB), warn_of_ending_keys(by=JOB)] == [1, 0]
    task = Task.objects.get(kind="key_ending")
    assert (task.subject_ref, task.due_at, task.times) == (key.public_id, key.expires_at, 1)
    assert Record.objects.filter(tag="api_key:warn").count() == 1


def test_a_new_text_closes_the_task_and_its_own_end_is_warned_of_again() -> None:
    key, _ = issue_key(FACTS, by=SYSTEM)
    with clock.hold(key.expires_at - timedelta(days=1)):
        warn_of_ending_keys(by=JOB)
        key, _ = rotate_key(key.pk, overlap_hours=1, by=SYSTEM)
        assert Task.objects.get(kind="key_ending").state == "done"
    with clock.hold(key.expires_at - timedelta(days=1)):
        assert warn_of_ending_keys(by=JOB) == 1


def test_nobody_is_warned_of_what_is_gone_already() -> None:
    key, _ = issue_key(FACTS, by=SYSTEM)
    other, _ = issue_key(FACTS, by=SYSTEM)
    revoke_key(key.pk, by=SYSTEM)
    with clock.hold(other.expires_at):
        assert warn_of_ending_keys(by=JOB) == 0
