from __future__ import annotations

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.kit import queue
from tiwala.notify import jobs
from tiwala.notify.actions.deliver_due import BATCH
from tiwala.notify.models import Letter
from tiwala.notify.tests.makers import a_letter, many_letters

pytestmark = pytest.mark.django_db(transaction=True)


def waiting() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name__startswith="notify.", status="todo"))


def work() -> int:
    """Do what is queued until nothing is, as a worker does; returns how many jobs that took."""
    done = 0
    while queued := waiting():
        assert len(queued) == 1
        ProcrastinateJob.objects.filter(pk=queued[0].pk).update(status="doing")
        jobs.deliver()
        ProcrastinateJob.objects.filter(pk=queued[0].pk).update(status="succeeded")
        done += 1
    return done


def test_the_jobs_go_by_the_names_others_use() -> None:
    assert {"notify.deliver", "notify.retry"} <= set(app.tasks)


def test_a_mail_server_that_hangs_keeps_one_pair_of_hands_only() -> None:
    a_letter()
    a_letter()
    assert [(job.lock, job.queueing_lock) for job in waiting()] == [("notify.deliver", "notify.deliver")]
    assert app.tasks["notify.retry"].lock == "notify.deliver"


def test_five_hundred_letters_are_one_job_at_a_time_and_each_leaves_once() -> None:
    many_letters(500)
    queue.call(jobs.DELIVER)
    assert work() == 500 // BATCH
    assert set(Letter.objects.values_list("state", "tries")) == {("sent", 1)}


def test_the_minute_job_sends_what_was_left_behind_and_calls_for_the_rest() -> None:
    many_letters(BATCH + 3)
    jobs.retry(timestamp=0)
    assert Letter.objects.filter(state="sent").count() == BATCH
    assert work() == 1
    assert Letter.objects.filter(state="sent").count() == BATCH + 3


def test_when_nothing_is_due_nothing_is_called_for() -> None:
    jobs.retry(timestamp=0)
    jobs.deliver()
    assert waiting() == []


def test_a_letter_written_while_a_batch_runs_has_its_own_call() -> None:
    a_letter()
    ProcrastinateJob.objects.filter(status="todo").update(status="doing")
    a_letter()
    assert len(waiting()) == 1
