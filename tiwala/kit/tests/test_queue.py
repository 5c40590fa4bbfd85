"""A job is queued in the caller's transaction, or not at all."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.kit import queue

pytestmark = pytest.mark.django_db


def queued():
    return [(one.task_name, one.args) for one in ProcrastinateJob.objects.order_by("id")]


def test_a_job_is_queued_by_its_name():
    queue.defer("payments.ask", lock="att_1", queueing_lock="ask:att_1", attempt_ref="att_1")
    found = ProcrastinateJob.objects.get()
    assert (found.task_name, found.args, found.lock) == ("payments.ask", {"attempt_ref": "att_1"}, "att_1")


def test_a_job_may_wait_for_its_hour():
    at = datetime(2030, 1, 1, tzinfo=UTC)
    queue.defer_at("payments.ask", at, attempt_ref="att_1")
    assert ProcrastinateJob.objects.get().scheduled_at == at


def test_many_jobs_are_queued_at_once():
    queue.defer_many("payments.ask", [{"attempt_ref": "att_1"}, {"attempt_ref": "att_2"}])
    queue.defer_many("payments.ask", [])
    assert queued() == [("payments.ask", {"attempt_ref": "att_1"}), ("payments.ask", {"attempt_ref": "att_2"})]


def test_what_is_rolled_back_was_never_queued():
    with transaction.atomic():
        queue.defer("payments.ask", attempt_ref="att_1")
        transaction.set_rollback(True)
    assert queued() == []


def test_a_worker_too_queues_in_its_own_transaction():
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            queue.defer("payments.ask", attempt_ref="att_1")
            queue.defer_many("payments.ask", [{"attempt_ref": "att_2"}])
            assert len(queued()) == 2
            transaction.set_rollback(True)
        assert queued() == []
        queue.defer_at("payments.ask", datetime(2030, 1, 1, tzinfo=UTC), attempt_ref="att_3")
        assert queued() == [("payments.ask", {"attempt_ref": "att_3"})]


@pytest.mark.django_db(transaction=True)
def test_a_job_is_called_for_once_after_the_commit_however_often():
    with transaction.atomic():
        with transaction.atomic():
            queue.call("notify.deliver")
        queue.call("notify.deliver")
        assert queued() == []
    queue.call("notify.deliver")
    queue.call_at_once("notify.deliver")
    assert queued() == [("notify.deliver", {})]


@pytest.mark.django_db(transaction=True)
def test_a_call_whose_transaction_is_rolled_back_was_never_made():
    with transaction.atomic():
        with transaction.atomic():
            queue.call("notify.deliver")
            transaction.set_rollback(True)
        queue.call("payments.ask")
    assert queued() == [("payments.ask", {})]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_can_be_called_for_again():
    queue.call("notify.deliver")
    ProcrastinateJob.objects.filter(status="todo").update(status="doing")
    queue.call("notify.deliver")
    assert len(queued()) == 2
