"""A proof is kept, sealed, for a person; it pays nothing by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import begin_transfer, pdf, picture, proof_facts, show_proof, transfer_of
from tiwala.audit.models import Record
from tiwala.customers.access import AccessTooLow
from tiwala.gateways.outcomes import Expired
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotFound
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.tasks.models import Task
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.actions.send_proof import PER_CUSTOMER_AN_HOUR, PER_TRANSFER, send_proof
from tiwala.transfers.errors import BadProof, ProofNotWanted, SameProof, TooManyProofs
from tiwala.transfers.facts import SentFile
from tiwala.transfers.models import Proof

pytestmark = pytest.mark.django_db(transaction=True)


def file(number: int) -> SentFile:
    return SentFile(picture(colour=(number, 0, 0)))


def test_it_waits_for_a_person_and_pays_nothing() -> None:
    invoice = make_invoice()
    attempt = begin_transfer(invoice)
    proof = show_proof(attempt, bank_reference=" ref 12-34 ab ")
    attempt.refresh_from_db()
    assert (attempt.state, proof.state, proof.bank_reference, proof.scan) == (
        "sent",
        "waiting",
        "REF1234AB",
        "unscanned",
    )
    assert balances.open_amount(invoice.public_id) == invoice.total_minor
    task = Task.objects.get(kind="transfer_proof", subject_ref=transfer_of(attempt).public_id)
    assert task.due_at is not None
    assert Record.objects.filter(tag="transfer_proof:send").exists()


def test_the_file_lies_sealed_under_the_customer_s_keys() -> None:
    proof = show_proof(begin_transfer(make_invoice()), file=SentFile(pdf()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM transfers_proof")
        raw = bytes(cursor.fetchone()[0])
    assert b"%PDF" not in raw
    again = Proof.objects.get(pk=proof.pk)
    assert (bytes(again.content), again.media_type) == (pdf(), "application/pdf")


def test_the_same_file_twice_is_one_proof() -> None:
    attempt = begin_transfer(make_invoice())
    show_proof(attempt, file=file(1))
    with pytest.raises(SameProof):
        show_proof(attempt, file=file(1))
    show_proof(begin_transfer(make_invoice()), file=file(1))  # for another transfer staff are warned
    assert Proof.objects.count() == 2


def test_the_same_file_twice_at_once_is_one_proof() -> None:
    facts = proof_facts(begin_transfer(make_invoice()), file=file(1))

    def send(_turn: int) -> str:
        try:
            send_proof(facts, by=SYSTEM)
        except SameProof:
            return "same"
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == ["kept", "same", "same", "same"]


def test_nobody_needs_so_many_files() -> None:
    attempt = begin_transfer(make_invoice())
    for number in range(PER_TRANSFER):
        show_proof(attempt, file=file(number))
    with pytest.raises(TooManyProofs):
        show_proof(attempt, file=file(PER_TRANSFER))


def test_nor_one_customer_so_many_in_an_hour() -> None:
    ana = make_customer()
    attempts = [begin_transfer(make_invoice(ana)) for _ in range(3)]
    for number in range(PER_CUSTOMER_AN_HOUR):
        show_proof(attempts[number % 3], file=file(number))
    with pytest.raises(TooManyProofs):
        show_proof(attempts[2], file=file(99))
    with clock.hold(clock.now() + timedelta(hours=1, minutes=1)):
        show_proof(attempts[2], file=file(99))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"bank_reference": "  - "}, "bank_reference"),
        ({"bank_reference": "x" * 41}, "bank_reference"),
        ({"amount": Money(0, "PHP")}, "amount"),
        ({"paid_on": clock.today("Asia/Manila") + timedelta(days=3)}, "paid_on"),
        ({"paid_on": clock.today("Asia/Manila") - timedelta(days=200)}, "paid_on"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        show_proof(begin_transfer(make_invoice()), **wrong)
    assert set(refused.value.fields) == {field}
    assert not Proof.objects.exists()


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(BadProof):
        show_proof(begin_transfer(make_invoice()), file=SentFile(b"<svg onload=alert(1)>"))


def test_after_the_time_ran_out_a_proof_is_still_heard() -> None:
    attempt = begin_transfer(make_invoice())
    apply_outcome(attempt.pk, Expired(""), by=SYSTEM, source="sweep")
    assert show_proof(attempt).state == "waiting"


def test_for_what_was_called_off_none_is_wanted() -> None:
    attempt = begin_transfer(make_invoice())
    cancel_transfer(attempt.pk, by=SYSTEM)
    with pytest.raises(ProofNotWanted):
        show_proof(attempt)


def test_another_customer_shows_none() -> None:
    ben, attempt = make_customer("Ben Cruz"), begin_transfer(make_invoice())
    guest = Actor("guest", "lnk_x", customer_refs=frozenset({ben.public_id}))
    with pytest.raises(NotFound):
        show_proof(attempt, by=guest)
    ref = transfer_of(attempt).customer_ref
    looker = Actor("person", "usr_x", customer_refs=frozenset({ref}), customer_levels={ref: "sees"})
    with pytest.raises(AccessTooLow):
        show_proof(attempt, by=looker)
