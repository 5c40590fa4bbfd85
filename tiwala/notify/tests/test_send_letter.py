from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, InvariantBroken
from tiwala.notify import queries
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter
from tiwala.notify.tests.makers import PLANTED, a_letter, letter_facts


def _jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notify.deliver").count()


@pytest.mark.django_db(transaction=True)
def test_the_letter_waits_and_its_job_is_called_for_once_it_is_written() -> None:
    with transaction.atomic():
        letter = send_letter(letter_facts(), by=SYSTEM)
        assert _jobs() == 0
    assert (letter.state, letter.written_by) == ("waiting", "system:tiwala")
    assert _jobs() == 1


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_its_caller_s_transaction() -> None:
    with transaction.atomic():
        send_letter(letter_facts(), by=SYSTEM)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert _jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_any_number_of_letters_is_one_job() -> None:
    for _ in range(2):
        with transaction.atomic():
            for _letter in range(3):
                send_letter(letter_facts(), by=SYSTEM)
    assert (Letter.objects.count(), _jobs()) == (6, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_for_each_other() -> None:
    """A job queued inside their transactions would make the second wait until the first has ended."""
    written, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            send_letter(letter_facts(), by=SYSTEM)
            written.set()
            may_end.wait(60)
        connection.close()

    other = threading.Thread(target=first)
    other.start()
    try:
        assert written.wait(60)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            send_letter(letter_facts(), by=SYSTEM)
    finally:
        may_end.set()
        other.join(60)
    assert (Letter.objects.count(), _jobs()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_a_transaction() -> None:
    with pytest.raises(InvariantBroken):
        send_letter(letter_facts(), by=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "no", "ana@mail.example\nBcc: eve@mail.example", "a" * 120 + "@mail.example"])
def test_it_refuses_what_is_not_an_address(email: str) -> None:
    with pytest.raises(BadInput):
        a_letter(to_email=email)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_a_name_cannot_become_a_header() -> None:
    assert a_letter(to_name="Ana\r\nBcc: eve@mail.example\x00").to_name == "Ana Bcc: eve@mail.example"


@pytest.mark.django_db
def test_a_language_we_do_not_speak_becomes_english() -> None:
    assert a_letter(language="de").language == "en"


@pytest.mark.django_db(transaction=True)
def test_recipient_and_words_are_not_readable_in_the_tables() -> None:
    letter = a_letter()
    assert "₱1,500.00" in queries.open_letter(letter.public_id, by=SYSTEM).body_text
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_name || to_email || subject || body_text || body_html FROM notify_letter")
        raw = bytes(cursor.fetchone()[0]).decode(errors="ignore")
        cursor.execute(
            "SELECT l::text || (SELECT string_agg(j::text, ' ') FROM procrastinate_jobs j) FROM notify_letter l"
        )
        raw += cursor.fetchone()[0]
    assert not [planted for planted in PLANTED if planted in raw]
