"""The evidence pack: one archivable PDF with all that is recorded, stored with its hash, handed out on the record."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override
from pypdf import PdfReader

from tests.dispute_makers import dispute
from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, make_account, promise
from tests.scripted_gateway import registered
from tiwala.audit.models import Record
from tiwala.gateways.outcomes import MethodFacts
from tiwala.invoicing.actions.acknowledge import acknowledge
from tiwala.invoicing.actions.hand_out_evidence import hand_out_evidence
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts
from tiwala.invoicing.actions.make_evidence import make_evidence
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Document
from tiwala.invoicing.personal_data import held_about
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotAllowed, NotFound
from tiwala.kit.money import Money
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Dispute

pytestmark = pytest.mark.django_db
FACTS = MethodFacts(
    brand="visa", last_four="4242", issuer="Banco Uno", country="PH", authentication="passed", risk="low"
)


@pytest.fixture
def disputed() -> Dispute:
    """A payment with everything that can be recorded about one."""
    with registered():
        invoice = make_invoice(make_customer("Ana Reyes", email="ana.pays@example.ph"))
        send_invoice(invoice.public_id, by=SYSTEM)
        _link, token = make_pay_link(invoice.public_id, by=SYSTEM)
        open_link(token, visitor="203.0.113.7")
        attempt = promise(invoice, account=make_account("scripted"))
        attempt.payer = {"ip": "203.0.113.7", "device": "Mozilla/5.0 (Android) #set text"}
        attempt.save(update_fields=["payer"])
        apply(attempt, replace(approved(attempt, masked="Visa •••• 4242"), facts=FACTS))
        ref = attempt.payment.public_id
        acknowledge(ReceiptFacts("receipt", ref, ref, invoice.customer_ref, 150_000, "PHP", "card"), by=SYSTEM)
        attempt.refresh_from_db()
        back = RefundFacts(attempt.payment.public_id, Money(10_000, "PHP"), "late delivery", "cash", "r")
        refund_payment(back, by=SYSTEM)
        yield dispute(attempt, reason="fraudulent", amount=Money(100_000, "PHP"))


def text_of(document: Document) -> str:
    reader = PdfReader(io.BytesIO(bytes(document.content)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def test_it_holds_all_that_is_recorded_and_both_papers(disputed):
    pack = make_evidence(disputed.public_id, by=SYSTEM)
    text = text_of(pack)
    for words in (
        disputed.reference,
        "fraudulent",
        "₱1,000.00",
        "Visa •••• 4242",
        "Banco Uno",
        "Passed: the cardholder's bank authenticated the payer (3-D Secure)",
        "Ana Reyes",
        "ana.pays@example.ph",
        "203.0.113.7",
        "#set text",
        "Consultation",
        "before paying",
        "late delivery",
        "COPY",
        "ACKNOWLEDGEMENT RECEIPT",
    ):
        assert words in text, words
    invoice_ref = disputed.payment.targets.get().target_ref
    reader = PdfReader(io.BytesIO(bytes(pack.content)))
    papers = Document.objects.filter(kind__endswith="_pdf")
    assert papers.filter(owner_ref=invoice_ref).exists()
    inside = {name: content[0] for name, content in reader.attachments.items()}
    assert inside == {one.name: bytes(one.content) for one in papers}
    assert all(one.sha256 in text.replace(" ", "") for one in papers)


@pytest.mark.parametrize(
    ("language", "says", "never"),
    [
        ("en", ("EVIDENCE", "The payer", "Way to pay Card", "in cash", "Answer due"), ("Ang nagbayad", "EBIDENSIYA")),
        ("fil", ("EBIDENSIYA", "Ang nagbayad", "Pumasa: kinilala", "KOPYA", "Pahina 1 ng"), ("The payer", "COPY")),
    ],
)
def test_it_is_written_in_the_language_that_staff_choose(disputed, language, says, never):
    with override("en" if language == "fil" else "fil"):  # whatever the reader's own
        pack = make_evidence(disputed.public_id, by=SYSTEM, language=language)
    text = text_of(pack)
    assert [words for words in says if words not in text] == []
    assert [words for words in never if words in text] == []
    assert pack.name.endswith(f"-1-{language}.pdf")
    assert "chat" not in text.lower()


def test_it_is_written_in_no_other_language(disputed):
    with pytest.raises(BadInput):
        make_evidence(disputed.public_id, by=SYSTEM, language="de")


def test_it_is_archivable_stored_with_its_hash_and_never_changes(disputed):
    pack = make_evidence(disputed.public_id, by=SYSTEM)
    assert pack.sha256 == hashlib.sha256(bytes(pack.content)).hexdigest()
    about = PdfReader(io.BytesIO(bytes(pack.content))).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=pack.pk).update(name="another.pdf")
    again = make_evidence(disputed.public_id, by=SYSTEM)
    disputed.refresh_from_db()
    assert (again.kind, disputed.evidence_ref) == ("evidence_2", again.public_id)
    assert Document.objects.filter(owner_ref=disputed.public_id).count() == 2


def test_who_gets_it_is_recorded_and_nobody_else_does(disputed):
    pack = make_evidence(disputed.public_id, by=SYSTEM)
    cora = Actor("person", "usr_c", permissions=frozenset({"dispute.handle"}), is_staff=True)
    assert hand_out_evidence(disputed.public_id, pack.public_id, by=cora).pk == pack.pk
    record = Record.objects.get(tag="document:download")
    assert (record.actor_id, record.facts["sha256"]) == ("usr_c", pack.sha256)
    looks = Actor("person", "usr_s", permissions=frozenset({"dispute.view", "invoice.view"}), is_staff=True)
    payer = Actor("person", "usr_a", customer_refs=frozenset({disputed.customer_ref}))
    for by in (looks, payer):
        with pytest.raises(NotAllowed):
            make_evidence(disputed.public_id, by=by)
        with pytest.raises(NotAllowed):
            hand_out_evidence(disputed.public_id, pack.public_id, by=by)
    invoice = Document.objects.filter(kind="invoice_pdf").get()
    with pytest.raises(NotFound):
        hand_out_evidence(invoice.owner_ref, invoice.public_id, by=cora)
    assert "evidence" not in repr(held_about(disputed.customer_ref))


def test_a_bare_payment_makes_a_pack_too():
    with registered():
        attempt = apply_bare()
        pack = make_evidence(dispute(attempt).public_id, by=SYSTEM)
    text = text_of(pack)
    assert "The gateway told nothing" in text
    assert "not kept" in text
    assert "Nothing recorded." in text


def apply_bare():
    attempt = promise(make_invoice(), account=make_account("scripted"))
    return apply(attempt, approved(attempt))
