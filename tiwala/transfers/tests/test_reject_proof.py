"""A proof is not accepted: the payer is told why, and may try again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import begin_transfer, picture, show_proof
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotFound, WrongState
from tiwala.notify.models import Letter
from tiwala.tasks.models import Task
from tiwala.transfers.actions.expire_transfers import expire_transfers
from tiwala.transfers.actions.reject_proof import reject_proof
from tiwala.transfers.facts import SentFile
from tiwala.transfers.models import Proof
from tiwala.transfers.queries import instructions

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_payer_has_a_letter_with_the_reason_and_time_for_another() -> None:
    attempt = begin_transfer(make_invoice(make_customer("Ana Reyes", language="fil")))
    proof = show_proof(attempt)
    with clock.hold(clock.now() + timedelta(days=2)):
        reject_proof(proof.public_id, why="not_seen", words="Paki-check ang numero.", by=SYSTEM)
    letter = Letter.objects.get(kind="transfers.proof_rejected")
    assert "Hindi namin makita ang perang ito sa aming bangko. Paki-check ang numero." in letter.body_text
    assert "/pay/" in letter.body_text
    attempt.refresh_from_db()
    assert attempt.state == "sent"
    assert attempt.expires_at > clock.now() + timedelta(days=4)
    assert not Task.objects.open().filter(kind="transfer_proof").exists()
    told = instructions(attempt)
    assert told is not None
    assert told.refused is not None
    assert not told.is_waiting
    assert show_proof(attempt, file=SentFile(picture(colour="red"))).state == "waiting"


def test_another_proof_that_waits_keeps_the_task() -> None:
    attempt = begin_transfer(make_invoice())
    first = show_proof(attempt)
    show_proof(attempt, file=SentFile(picture(colour="red")))
    reject_proof(first.public_id, why="unreadable", words="", by=SYSTEM)
    assert Task.objects.open().filter(kind="transfer_proof").exists()


def test_a_decided_proof_stays_decided() -> None:
    proof = show_proof(begin_transfer(make_invoice()))
    reject_proof(proof.public_id, why="not_a_proof", words="", by=SYSTEM)
    with pytest.raises(WrongState):
        reject_proof(proof.public_id, why="not_seen", words="", by=SYSTEM)


def test_the_reason_is_one_of_ours_and_not_a_novel() -> None:
    proof = show_proof(begin_transfer(make_invoice()))
    for why, words in (("because", ""), ("not_seen", "x" * 301)):
        with pytest.raises(BadInput):
            reject_proof(proof.public_id, why=why, words=words, by=SYSTEM)
    with pytest.raises(NotFound):
        reject_proof(proof.public_id, why="not_seen", words="", by=Actor("person", "usr_x", is_staff=True))
    assert Proof.objects.get().state == "waiting"


def test_time_does_not_run_out_while_a_person_looks() -> None:
    waiting, silent = begin_transfer(make_invoice()), begin_transfer(make_invoice())
    show_proof(waiting)
    with clock.hold(clock.now() + timedelta(days=10)):
        assert expire_transfers(by=SYSTEM) == 1
    waiting.refresh_from_db()
    silent.refresh_from_db()
    assert (waiting.state, silent.state) == ("sent", "expired")
