from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string

import pytest
from django.db import connection, transaction

from tiwala.audit.models import Record
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Mail, Ops, conf
from tiwala.kit.errors import NotFound
from tiwala.notify import attachments, queries
from tiwala.notify.actions.deliver_due import deliver_due
from tiwala.notify.actions.deliver_letter import HELD_TOO_LONG, deliver_letter, wait_after
from tiwala.notify.actions.send_again import send_again
from tiwala.notify.attachments import Attachment
from tiwala.notify.channels import email
from tiwala.notify.models import Letter
from tiwala.notify.states import LetterState
from tiwala.notify.tests.mail_server import MailServerLog, mail_server
from tiwala.notify.tests.makers import a_letter, context
from tiwala.tasks.models import Task
from tiwala.vault.actions.shred_keyset import shred_keyset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]
LATER = timedelta(hours=7)


@pytest.fixture
def server() -> Iterator[MailServerLog]:
    before = conf.mail
    with mail_server() as log:
        conf.mail = Mail(sender="Nena's Kusina <billing@nenas.example>", smtp_url=log.url, tries_max=3)
        yield log
    conf.mail = before


def _again(letter: Letter) -> Letter:
    found: Letter = Letter.objects.get(pk=letter.pk)
    return found


def test_a_letter_leaves_as_it_was_written(server: MailServerLog) -> None:
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.SENT
    [sent] = server.letters
    assert re.search(rf"Message-ID:\s+<{letter.public_id}@localhost>", sent)
    assert "Content-Language: en" in sent
    assert "multipart/alternative" in sent
    assert server.envelopes == ["rcpt TO:<ana.reyes@mail.example>"]
    kept = _again(letter)
    assert (kept.state, kept.sent_by, kept.tries, kept.last_error) == ("sent", "smtp", 1, "")
    assert Record.objects.get(tag="letter:send").subject_ref == letter.public_id


def test_an_answer_goes_to_the_shop(server: MailServerLog) -> None:
    deliver_letter(a_letter().pk, by=SYSTEM)
    assert "Reply-To: hello@nenas.example" in server.letters[0]


@pytest.mark.parametrize("named", ["", "no address", "a@b.example\nBcc: c@d.example"])
def test_a_shop_without_an_address_still_writes(server: MailServerLog, named: str) -> None:
    deliver_letter(a_letter(context=context(support_email=named)).pk, by=SYSTEM)
    sent = message_from_string(server.letters[0])
    assert (sent["Reply-To"], sent["Bcc"]) == (None, None)
    assert sent["Message-ID"]


def test_a_letter_leaves_once_however_often_it_is_asked_for(server: MailServerLog) -> None:
    letter = a_letter()
    for _ in range(3):
        deliver_letter(letter.pk, by=SYSTEM)
    deliver_due(by=SYSTEM)
    assert len(server.letters) == 1


def test_two_workers_at_once_send_it_once(server: MailServerLog) -> None:
    letters = [a_letter() for _ in range(4)]
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        for letter in letters:
            deliver_letter(letter.pk, by=SYSTEM)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.letters) == len(letters)


def test_without_a_mail_server_it_can_be_read_in_the_outbox() -> None:
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.SENT
    opened = queries.open_letter(letter.public_id, by=SYSTEM)
    assert (opened.state, opened.sent_by) == ("sent", "outbox")


def test_in_live_mode_it_waits_for_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "ops", Ops(mode="live"))
    letter, now = a_letter(), clock.now()
    for number in range(conf.mail.tries_max + 2):
        with clock.hold(now + LATER * number):
            assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.WAITING
    assert "no mail server" in queries.health().last_error
    assert _again(letter).tries == 0


def test_a_dead_server_delays_the_letter_and_costs_one_try_for_all(server: MailServerLog) -> None:
    server.answers["MAIL"] = "451 not now"
    first, second = a_letter(), a_letter()
    assert deliver_due(by=SYSTEM).sent == 0
    assert (_again(first).state, _again(second).tries) == ("waiting", 0)
    health = queries.health()
    assert (health.waiting, health.failed) == (2, 0)
    assert "451" in health.last_error
    server.answers.clear()
    with clock.hold(clock.now() + LATER):
        assert deliver_due(by=SYSTEM).sent == 2
    assert queries.health().waiting == 0


def test_a_server_that_is_not_there_is_said_without_addresses(server: MailServerLog) -> None:
    conf.mail = Mail(smtp_url="smtp://127.0.0.1:1", tries_max=3)
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.WAITING
    assert "cannot be reached" in _again(letter).last_error


@pytest.mark.parametrize("url", ["nonsense", "http://mail.example", "smtp://", "smtp://host:port"])
def test_a_mail_server_s_address_that_is_not_one_delays_the_letter(server: MailServerLog, url: str) -> None:
    conf.mail = Mail(smtp_url=url, tries_max=3)
    assert deliver_letter(a_letter().pk, by=SYSTEM) is LetterState.WAITING


def test_after_the_last_try_a_person_is_asked_and_nothing_is_lost(server: MailServerLog) -> None:
    server.answers["END"] = "452 disk full"
    letter, now = a_letter(), clock.now()
    for number in range(1, 4):
        with clock.hold(now + LATER * number):
            deliver_due(by=SYSTEM)
    assert (_again(letter).state, _again(letter).tries) == ("failed", 3)
    assert Task.objects.get(kind="letter_failed").subject_ref == letter.public_id
    server.answers.clear()
    send_again(letter.pk, by=SYSTEM)
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.SENT


def test_an_address_refused_for_good_is_not_tried_again(server: MailServerLog) -> None:
    server.answers["RCPT"] = "550 no such person ana.reyes@mail.example"
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.FAILED
    assert _again(letter).last_error == "the mail server refused the address (550)"
    assert Record.objects.get(tag="letter:fail").outcome == "failed"


@pytest.mark.parametrize(("verb", "answer"), [("HELLO", "554 no service for you"), ("EHLO", "550 who are you")])
def test_a_server_that_speaks_with_nobody_gives_up_no_letter(server: MailServerLog, verb: str, answer: str) -> None:
    server.answers |= {verb: answer, "HELO": answer}
    letters = [a_letter(), a_letter()]
    assert deliver_due(by=SYSTEM).sent == 0
    assert [_again(letter).state for letter in letters] == ["waiting", "waiting"]
    assert [_again(letter).tries for letter in letters] == [1, 0]
    assert queries.health().last_error == f"the mail server does not speak with us ({answer[:3]})"
    server.answers.clear()
    with clock.hold(clock.now() + LATER):
        assert deliver_due(by=SYSTEM).sent == 2


def test_an_address_refused_for_now_keeps_no_other_letter_back(server: MailServerLog) -> None:
    server.answers["RCPT"] = "451 4.7.1 greylisted"
    first, second = a_letter(), a_letter()
    deliver_due(by=SYSTEM)
    assert [_again(letter).tries for letter in (first, second)] == [1, 1]
    assert _again(first).state == "waiting"


def test_a_refusal_by_a_rule_of_the_server_does_not_give_the_letter_up(server: MailServerLog) -> None:
    server.answers["RCPT"] = "550 5.7.1 relaying denied"
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.WAITING
    server.answers["RCPT"] = "550 5.1.1 no such person"
    with clock.hold(clock.now() + LATER):
        assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.FAILED


def test_a_letter_that_was_taken_is_sent_however_the_line_ends(server: MailServerLog) -> None:
    server.answers["QUIT"] = "5" * 9000  # no answer at all, and longer than any may be
    letter = a_letter()
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.SENT


def test_a_server_that_looks_long_at_a_letter_gets_it_once(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "TIMEOUT_S", 1)
    server.waits_s["END"] = 1.5
    assert deliver_letter(a_letter().pk, by=SYSTEM) is LetterState.SENT
    assert len(server.letters) == 1


def test_no_letter_is_awaited_so_long_that_another_worker_takes_it_up() -> None:
    before, after = 5 * email.TIMEOUT_S, 4 * email.TAKEN_WITHIN_S  # greeting to password; sender to "taken"
    assert timedelta(seconds=before + after) < HELD_TOO_LONG


def test_a_letter_that_a_dead_worker_held_is_taken_up_again(server: MailServerLog) -> None:
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(state="sending", state_at=clock.now())
    assert deliver_due(by=SYSTEM).sent == 0
    with clock.hold(clock.now() + timedelta(minutes=11)):
        assert deliver_due(by=SYSTEM).sent == 1
    assert f"<{letter.public_id}@localhost>" in server.letters[0]


def test_files_go_with_the_letter_and_are_loaded_when_it_leaves(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "_loader", None)
    attachments.set_loader(lambda ref: Attachment(f"{ref}.pdf", "application/pdf", b"%PDF-1.7"))
    deliver_letter(a_letter(attachments=("doc_1",)).pk, by=SYSTEM)
    assert 'filename="doc_1.pdf"' in server.letters[0]


def test_a_file_that_is_gone_leads_to_a_person_not_to_a_letter_without_it(
    server: MailServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(ref: str) -> Attachment:
        raise NotFound(ref=ref)

    monkeypatch.setattr(attachments, "_loader", gone)
    letter = a_letter(attachments=("doc_1",))
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.FAILED
    assert (server.letters, _again(letter).last_error) == ([], "not_found")


def test_a_letter_to_somebody_erased_is_not_sent(server: MailServerLog) -> None:
    letter = a_letter()
    with transaction.atomic():
        shred_keyset(letter.key_owner)
    assert deliver_letter(letter.pk, by=SYSTEM) is LetterState.FAILED
    assert server.letters == []


def test_a_letter_over_which_workers_die_does_not_come_back_for_ever(server: MailServerLog) -> None:
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(state="sending", tries=3, state_at=clock.now() - timedelta(hours=1))
    deliver_due(by=SYSTEM)
    assert (server.letters, _again(letter).state) == ([], "failed")


def test_names_with_other_letters_travel_safely(server: MailServerLog) -> None:
    deliver_letter(a_letter(to_name='Iñigo "Bcc:" <x>').pk, by=SYSTEM)
    head = server.letters[0].split("\r\n\r\n")[0]
    assert "To: =?utf-8?" in head
    assert "\r\nBcc:" not in head


def test_the_waits_grow_up_to_six_hours() -> None:
    minutes = [wait_after(tries).total_seconds() / 60 for tries in range(1, 13)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
