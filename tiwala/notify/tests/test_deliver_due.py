"""A batch of letters: one that breaks, a server that is dead and a worker that dies hold up no other letter."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Mail, conf
from tiwala.notify import attachments, jobs, queries
from tiwala.notify.actions import deliver_due as delivering
from tiwala.notify.actions.deliver_due import BATCH, deliver_due
from tiwala.notify.attachments import Attachment
from tiwala.notify.models import Letter
from tiwala.notify.tests.mail_server import MailServerLog, mail_server
from tiwala.notify.tests.makers import a_letter, many_letters
from tiwala.notify.tests.test_jobs import waiting, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture
def server() -> Iterator[MailServerLog]:
    before = conf.mail
    with mail_server() as log:
        conf.mail = Mail(sender="Nena's Kusina <billing@nenas.example>", smtp_url=log.url, tries_max=3)
        yield log
    conf.mail = before


def arrived(server: MailServerLog) -> Counter[str]:
    """How often each letter arrived, by its Message-ID."""
    lines = (line for letter in server.letters for line in letter.splitlines())
    return Counter(line.partition("<ltr")[2] for line in lines if "<ltr" in line)


def test_they_leave_in_the_order_they_were_written(server: MailServerLog) -> None:
    letters = many_letters(4)
    deliver_due(by=SYSTEM)
    at = [next(place for place, text in enumerate(server.letters) if one.public_id in text) for one in letters]
    assert at == sorted(at)


def test_a_dead_server_costs_one_try_and_nothing_runs_in_circles(server: MailServerLog) -> None:
    server.answers["MAIL"] = "451 not now"
    many_letters(BATCH + 5)
    jobs.deliver()
    assert waiting() == []
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0] * (BATCH + 4) + [1]
    server.answers.clear()
    with clock.hold(clock.now() + timedelta(minutes=2)):
        jobs.retry()
        work()
    assert queries.health().waiting == 0
    assert set(arrived(server).values()) == {1}


def test_a_letter_that_breaks_its_handler_keeps_no_other_back_and_waits_its_turn(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ref: str) -> Attachment:
        raise RuntimeError(f"cannot make {ref} for ana.reyes@mail.example")

    monkeypatch.setattr(attachments, "_loader", broken)
    poisonous = a_letter(attachments=("doc_1",))
    many_letters(3)
    assert deliver_due(by=SYSTEM).sent == 3
    poisonous.refresh_from_db()
    assert (poisonous.state, poisonous.last_error) == ("waiting", "the letter could not be made ready (RuntimeError)")
    assert poisonous.next_try_at > clock.now()
    for hours in (7, 14, 21):
        with clock.hold(clock.now() + timedelta(hours=hours)):
            deliver_due(by=SYSTEM)
    poisonous.refresh_from_db()
    assert (poisonous.state, poisonous.tries) == ("failed", 3)


def test_a_worker_killed_over_a_letter_loses_none_and_sends_none_twice(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = []

    def kill(ref: str) -> Attachment:
        killed.append(ref)
        if len(killed) == 1:
            raise KeyboardInterrupt
        return Attachment(f"{ref}.pdf", "application/pdf", b"%PDF-1.7")

    monkeypatch.setattr(attachments, "_loader", kill)
    many_letters(2)
    held = a_letter(attachments=("doc_1",))
    many_letters(2)
    with pytest.raises(KeyboardInterrupt):
        jobs.deliver()
    assert len(server.letters) == 2
    jobs.retry()
    assert len(server.letters) == 4
    with clock.hold(clock.now() + timedelta(minutes=11)):
        jobs.retry()
    held.refresh_from_db()
    assert (held.state, held.tries) == ("sent", 2)
    assert (len(server.letters), set(arrived(server).values())) == (5, {1})


def test_two_workers_at_once_send_each_letter_once(server: MailServerLog) -> None:
    many_letters(12)
    gate = threading.Barrier(2)

    def one() -> None:
        gate.wait()
        deliver_due(by=SYSTEM)
        connection.close()

    workers = [threading.Thread(target=one) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (len(server.letters), set(arrived(server).values())) == (12, {1})


def test_a_slow_server_ends_the_batch_so_that_others_come_first(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "BATCH_S", 0.0)
    many_letters(2)
    assert deliver_due(by=SYSTEM).has_more
    assert len(server.letters) == 1
    assert not deliver_due(by=SYSTEM).has_more


def test_a_batch_asks_the_database_little(server: MailServerLog, django_assert_max_num_queries) -> None:
    many_letters(10)
    with django_assert_max_num_queries(1 + 10 * STATEMENTS):
        deliver_due(by=SYSTEM)


STATEMENTS = 16
"""To take a letter, to open what is sealed in it, to say that it left, to record that; begin and commit among them."""
