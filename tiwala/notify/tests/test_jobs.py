from __future__ import annotations

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.notify import jobs
from tiwala.notify.models import Letter
from tiwala.notify.tests.makers import a_letter

pytestmark = pytest.mark.django_db


def test_the_jobs_go_by_the_names_others_use() -> None:
    assert {"notify.deliver", "notify.retry"} <= set(app.tasks)


def test_a_mail_server_that_hangs_keeps_one_pair_of_hands_only() -> None:
    a_letter()
    a_letter()
    waiting = ProcrastinateJob.objects.filter(task_name="notify.deliver")
    assert [job.lock for job in waiting] == ["notify.deliver"] * 2


def test_the_job_of_a_letter_sends_it() -> None:
    letter = a_letter()
    jobs.deliver(letter_ref=letter.public_id)
    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_the_minute_job_sends_what_was_left_behind() -> None:
    letters = [a_letter() for _ in range(3)]
    jobs.retry(timestamp=0)
    assert Letter.objects.filter(state="sent").count() == len(letters)
