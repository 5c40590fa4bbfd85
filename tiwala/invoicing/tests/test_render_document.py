"""Documents on paper: set once, the same bytes for ever, with what the tax office wants on them."""

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pypdf import PdfReader

from tests.cast import DAN, EVE, payer
from tests.makers import line, make_business, make_customer, make_draft, make_invoice
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.invoicing.actions.make_pay_link import pay_url
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.errors import NoPaperYet
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Document, Invoice, PayLink
from tiwala.invoicing.views.documents import document_response
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(document: Document) -> str:
    pages = PdfReader(io.BytesIO(bytes(document.content))).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u200b", "")


def receipt_facts(invoice: Invoice, **more) -> ReceiptFacts:
    ref = ids.encode("pay", ids.uuid7())
    plain = {"kind": "receipt", "source_ref": ref, "payment_ref": ref, "customer_ref": invoice.customer_ref}
    plain |= {"amount_minor": 160_000, "currency": "PHP", "method": "gcash", "credited_minor": 10_000}
    return ReceiptFacts(**plain | {"shares": ((invoice.public_id, 150_000),)} | more)


def test_the_same_bytes_come_for_ever_and_their_hash_is_kept():
    invoice = make_invoice()
    first = render_document(invoice.public_id, by=DAN)
    again = render_document(invoice.public_id, by=DAN)
    assert bytes(first.content) == bytes(again.content)
    assert first.sha256 == hashlib.sha256(bytes(again.content)).hexdigest()
    assert Document.objects.filter(owner_ref=invoice.public_id, kind="invoice_pdf").count() == 1
    assert PayLink.objects.filter(made_for="pdf").count() == 1


def test_an_invoice_shows_what_the_tax_office_wants():
    buyer = make_customer("Niña Peñafrancia", tin="987-654-321-00000", address="8 Kalayaan Avenue", tax_kind="vat")
    invoice = make_invoice(buyer, line(150_000), line(20_000, tax="exempt"), line(30_000, tax="zero_rated"))
    text = text_of(render_document(invoice.public_id, by=DAN))
    for wanted in (
        "INVOICE",
        invoice.number_text,
        "Sampaguita Clinic",
        "VAT REG TIN 123-456-789-00000",
        "Niña Peñafrancia",
        "987-654-321-00000",
        "8 Kalayaan Avenue",
        "VAT-EXEMPT SALE",
        "ZERO-RATED SALE",
        "VATable sales",
        "₱1,339.29",
        "₱160.71",
        "₱2,000.00",
        "NOT REGISTERED",
        "Page 1 of 1",
    ):
        assert wanted in text, wanted
    assert "CLAIM OF INPUT TAX" not in text


def test_a_non_vat_sellers_invoice_says_it_is_no_claim_to_input_tax():
    make_business("non_vat")
    text = text_of(render_document(make_invoice(None, line(150_000, tax="non_vat")).public_id, by=DAN))
    assert "NON-VAT REG TIN" in text
    assert "THIS DOCUMENT IS NOT VALID FOR CLAIM OF INPUT TAX" in text
    assert "VATable" not in text


def test_it_is_an_archivable_tagged_pdf_with_the_stored_twin_attached():
    invoice = make_invoice()
    document = render_document(invoice.public_id, by=DAN)
    reader = PdfReader(io.BytesIO(bytes(document.content)))
    about = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    assert "<pdfaid:part>3</pdfaid:part>" in about
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    twin = Document.objects.get(owner_ref=invoice.public_id, kind="invoice_json")
    assert reader.attachments[f"{invoice.number_text}.json"] == [bytes(twin.content)]
    assert json.loads(bytes(twin.content))["totals"]["total_minor"] == 150_000


def test_the_qr_code_opens_this_invoice_and_no_other():
    invoice = make_invoice()
    document = render_document(invoice.public_id, by=DAN)
    reader = PdfReader(io.BytesIO(bytes(document.content)))
    links = {note.get_object()["/A"]["/URI"] for note in reader.pages[0]["/Annots"]}
    (url,) = links
    token = url.rstrip("/").rpartition("/")[2]
    assert url == pay_url(token)
    assert open_link(token, visitor="203.0.113.7").invoice_ref == invoice.public_id


def test_two_at_once_make_one_paper_and_one_link():
    invoice = make_invoice()

    def run() -> str:
        try:
            return render_document(invoice.public_id, by=SYSTEM).sha256
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = {job.result() for job in [pool.submit(run) for _ in range(4)]}
    assert len(found) == 1
    assert PayLink.objects.count() == 1


def test_forty_lines_and_long_names_go_over_several_pages():
    who = make_customer("Maria " + "x" * 100)
    lines = [line(10_000 + place) for place in range(40)]
    document = render_document(make_invoice(who, *lines).public_id, by=DAN)
    assert len(PdfReader(io.BytesIO(bytes(document.content))).pages) > 1
    assert "₱4,007.80" in text_of(document)


def test_what_people_wrote_is_never_read_as_markup():
    who = make_customer('#read("/etc/passwd") $x$ *bold* [a](b) \\ `c` <d> @e')
    text = text_of(render_document(make_invoice(who).public_id, by=DAN))
    assert '#read("/etc/passwd") $x$ *bold*' in " ".join(text.split())


def test_receipts_and_refunds_acknowledge_and_are_no_claim_to_input_tax():
    invoice = make_invoice()
    receipt = issue_receipt(receipt_facts(invoice), by=SYSTEM)
    refund = issue_receipt(receipt_facts(invoice, kind="refund", credited_minor=0, shares=()), by=SYSTEM)
    for paper, wanted in ((receipt, "ACKNOWLEDGEMENT RECEIPT"), (refund, "REFUND ACKNOWLEDGEMENT")):
        text = text_of(render_document(paper.public_id, by=DAN))
        assert wanted in text
        assert "THIS DOCUMENT IS NOT VALID FOR CLAIM OF INPUT TAX" in text
        assert "₱1,600.00" in text
        assert "OFFICIAL RECEIPT" not in text.upper()
        assert Document.objects.filter(owner_ref=paper.public_id).count() == 2


def test_a_credit_memo_names_its_invoice():
    invoice = make_invoice()
    facts = CreditFacts(Money(11_200, "PHP"), "One test not done", "k")
    note = credit_invoice(invoice.public_id, facts=facts, by=SYSTEM)
    text = text_of(render_document(note.public_id, by=DAN))
    for wanted in ("CREDIT MEMO", note.number_text, invoice.number_text, "One test not done", "₱112.00", "₱12.00"):
        assert wanted in text, wanted


def test_ben_and_eve_get_nothing_of_anas_and_a_draft_has_no_paper():
    ana, ben = make_customer(), make_customer("Ben Cruz")
    invoice, draft = make_invoice(ana), make_draft(ana)
    receipt = issue_receipt(receipt_facts(invoice), by=SYSTEM)
    assert render_document(invoice.public_id, by=payer("ana", ana.public_id)).kind == "invoice_pdf"
    for who in (payer("ben", ben.public_id), EVE):
        for ref in (invoice.public_id, receipt.public_id, "doc_nonsense", "rcp_x", ""):
            with pytest.raises(NotFound):
                render_document(ref, by=who)
    with pytest.raises(NoPaperYet):
        render_document(draft.public_id, by=DAN)


def test_a_void_invoice_put_on_paper_later_says_so_and_cannot_be_paid():
    invoice = make_invoice()
    void_invoice(invoice.public_id, reason="Typed twice", by=SYSTEM)
    document = render_document(invoice.public_id, by=DAN)
    assert "VOID" in text_of(document)
    assert PayLink.objects.count() == 0


def test_a_filipino_customer_reads_filipino_around_the_legal_words():
    who = make_customer(language="fil")
    text = text_of(render_document(make_invoice(who).public_id, by=DAN))
    assert "Kabuuang babayaran" in text
    assert "VATable sales" in text


def test_the_answer_is_kept_by_no_cache():
    document = render_document(make_invoice().public_id, by=DAN)
    answer = document_response(document, as_download=True)
    assert answer.content == bytes(document.content)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="{document.name}"'
