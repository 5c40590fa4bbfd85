"""What payers showed is deleted once it has served."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.makers import make_invoice
from tests.transfer_makers import begin_transfer, picture, seen, show_proof
from tiwala.audit.models import Record
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotFound
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.actions.forget_proofs import forget_proofs
from tiwala.transfers.actions.open_proof import open_proof
from tiwala.transfers.actions.reject_proof import reject_proof
from tiwala.transfers.errors import SameProof
from tiwala.transfers.facts import SentFile
from tiwala.transfers.models import Proof
from tiwala.transfers.personal_data import held_about
from tiwala.transfers.queries import doubts_about

pytestmark = pytest.mark.django_db(transaction=True)


def later(**more: int) -> datetime:
    return clock.now() + timedelta(days=conf.pay.proof_keep_days, **more)


def accepted() -> Proof:
    attempt = begin_transfer(make_invoice())
    proof = show_proof(attempt, file=SentFile(picture(colour="red")))
    confirm_transfer(seen(attempt), by=SYSTEM)
    return proof


def test_it_is_kept_until_its_days_are_over_and_then_gone() -> None:
    proof = accepted()
    with clock.hold(later(hours=-1)):
        assert forget_proofs(by=SYSTEM) == 0
        assert open_proof(proof.public_id, by=SYSTEM).data
    with clock.hold(later(hours=1)):
        assert (forget_proofs(by=SYSTEM), forget_proofs(by=SYSTEM)) == (1, 0)
        with pytest.raises(NotFound):
            open_proof(proof.public_id, by=SYSTEM)
    proof.refresh_from_db()
    assert (proof.content, proof.state) == (None, "accepted")
    assert [one["file"] for one in held_about(proof.customer_ref)] == ["deleted"]
    assert Record.objects.get(tag="transfer_proof:forget").facts["count"] == 1


def test_words_to_the_payer_go_with_it() -> None:
    proof = show_proof(begin_transfer(make_invoice()))
    reject_proof(proof.public_id, why="not_seen", words="Ask your sister Liza", by=SYSTEM)
    with clock.hold(later(hours=1)):
        forget_proofs(by=SYSTEM)
    proof.refresh_from_db()
    assert (proof.words, proof.why) == (None, "not_seen")


def test_one_that_waits_for_a_person_is_kept_however_old() -> None:
    proof = show_proof(begin_transfer(make_invoice()))
    with clock.hold(later(hours=9999)):
        assert forget_proofs(by=SYSTEM) == 0
        assert open_proof(proof.public_id, by=SYSTEM).data


def test_the_same_file_is_known_again_after_it_is_deleted() -> None:
    proof = accepted()
    with clock.hold(later(hours=1)):
        forget_proofs(by=SYSTEM)
    other = begin_transfer(make_invoice())
    again = show_proof(other, file=SentFile(picture(colour="red")))
    assert "same_file" in [doubt.code for doubt in doubts_about(again, again.transfer)]
    with pytest.raises(SameProof):
        show_proof(other, file=SentFile(picture(colour="red")))
    proof.refresh_from_db()
    assert bytes(proof.digest) == bytes(again.digest)


def test_the_database_keeps_it_whole_or_gone() -> None:
    proof, waiting = accepted(), show_proof(begin_transfer(make_invoice()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Proof.objects.filter(pk=proof.pk).update(content=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proof.objects.filter(pk=waiting.pk).update(content=None, wiped_at=clock.now())
    with clock.hold(later(hours=1)):
        forget_proofs(by=SYSTEM)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Proof.objects.filter(pk=proof.pk).update(wiped_at=None)
