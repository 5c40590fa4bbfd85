from __future__ import annotations

import pytest
from django.db import connection, transaction

from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, InvariantBroken
from tiwala.notify import queries
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter
from tiwala.notify.tests.makers import PLANTED, a_letter, letter_facts


def _jobs() -> list[tuple[str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE task_name = 'notify.deliver'")
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_the_letter_waits_with_its_job() -> None:
    letter = a_letter()
    assert letter.state == "waiting"
    assert letter.written_by == "system:tiwala"
    assert len(_jobs()) == 1
    assert letter.public_id in str(_jobs()[0][1])


@pytest.mark.django_db
def test_it_goes_with_its_caller_s_transaction() -> None:
    with transaction.atomic():
        send_letter(letter_facts(), by=SYSTEM)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert _jobs() == []


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


@pytest.mark.django_db
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
