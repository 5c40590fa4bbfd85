"""Letters: invoice, reminder, receipt, refund, failed payment; each with its paper, each once."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.cast import CORA, DAN
from tests.makers import make_customer, make_draft, make_gateway, make_invoice
from tests.payment_makers import begin, make_account
from tests.scripted_gateway import registered
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.gateways.declines import DeclineReason
from tiwala.invoicing import handlers
from tiwala.invoicing.actions.remind import remind
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.actions.tell_failed import FailedTry, tell_failed
from tiwala.invoicing.errors import NoAddress, NoPaperYet, NothingOwed, SentLately
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Document, Invoice, Receipt
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.notify import attachments
from tiwala.notify.models import Letter
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.facts import CashFacts, StartFacts, Target
from tiwala.payments.models import Payment

pytestmark = pytest.mark.django_db(transaction=True)


def pay(invoice: Invoice, minor: int) -> Payment:
    amount, part = Money(minor, "PHP"), Money(min(minor, invoice.total_minor), "PHP")
    facts = CashFacts(invoice.customer_ref, (Target(invoice.public_id, part),), amount, key=ids.uuid7().hex)
    return record_cash_payment(facts, by=CORA)


def captured(payment: Payment, *shares: tuple[str, int]) -> dict:
    credited = payment.captured_minor - sum(minor for _, minor in shares)
    return {
        "payment_ref": payment.public_id,
        "customer_ref": payment.customer_ref,
        "amount_minor": payment.captured_minor,
        "credited_minor": credited,
        "currency": "PHP",
        "method": "cash",
        "shares": [{"target_ref": ref, "amount_minor": minor} for ref, minor in shares],
    }


def token_in(letter: Letter) -> str:
    return letter.body_text.partition("/pay/")[2].partition("/")[0]


def test_sending_an_invoice_attaches_its_paper_and_a_link_of_its_own():
    invoice = make_invoice()
    letter = send_invoice(invoice.public_id, by=DAN)
    paper = attachments.load(letter.attachments[0])
    assert paper.filename == f"{invoice.number_text}.pdf"
    assert paper.data == bytes(Document.objects.get(owner_ref=invoice.public_id, kind="invoice_pdf").content)
    assert open_link(token_in(letter), visitor="203.0.113.7").invoice_ref == invoice.public_id
    assert "₱1,500.00" in letter.body_text
    assert Invoice.objects.get(pk=invoice.pk).sent_at is not None


def test_the_same_total_stands_on_paper_in_the_letter_in_the_data_and_at_the_gateway():
    invoice = make_invoice()
    letter = send_invoice(invoice.public_id, by=DAN)
    pdf = PdfReader(io.BytesIO(attachments.load(letter.attachments[0]).data))
    twin = Document.objects.get(owner_ref=invoice.public_id, kind="invoice_json")
    opened = open_link(token_in(letter), visitor="203.0.113.7")
    asked = StartFacts(
        invoice.customer_ref,
        (Target(opened.invoice_ref, Money(opened.total_minor, opened.currency)),),
        method="card",
        gateway_account_ref=make_gateway().public_id,
        key="k",
    )
    assert asked.amount == invoice.total == Money(150_000, "PHP")
    assert b'"total_minor":150000' in bytes(twin.content).split(b'"totals"')[1]
    for text in (pdf.pages[0].extract_text(), letter.body_text, letter.body_html, letter.subject):
        assert "₱1,500.00" in text


def test_a_letter_needs_an_address_and_an_issued_invoice():
    with pytest.raises(NoAddress):
        send_invoice(make_invoice(make_customer(email="")).public_id, by=DAN)
    with pytest.raises(NoPaperYet):
        send_invoice(make_draft().public_id, by=DAN)
    assert Letter.objects.count() == 0


def test_a_reminder_says_what_is_left_at_most_once_a_day():
    invoice = make_invoice(make_customer(language="fil"))
    pay(invoice, 50_000)
    letter = remind(invoice.public_id, by=DAN)
    assert "₱1,000.00" in letter.body_text
    assert letter.subject.startswith("Paalala")
    with pytest.raises(SentLately):
        remind(invoice.public_id, by=DAN)
    with clock.hold(clock.now() + timedelta(days=1)):
        assert remind(invoice.public_id, by=DAN).pk != letter.pk
        pay(invoice, 100_000)
        with pytest.raises(NothingOwed):
            remind(invoice.public_id, by=DAN)


def test_a_payment_heard_twice_is_acknowledged_once():
    invoice = make_invoice()
    payment = pay(invoice, 200_000)
    for _ in range(2):
        handlers.acknowledge_payment(**captured(payment, (invoice.public_id, 150_000)))
    receipt, letter = Receipt.objects.get(), Letter.objects.get()
    assert (receipt.number_text, receipt.credited_minor) == ("AR-00000-000001", 50_000)
    assert receipt.shares == [{"target_ref": invoice.public_id, "number": invoice.number_text, "amount_minor": 150_000}]
    assert "₱2,000.00" in letter.body_text
    assert "₱500.00" in letter.body_text
    assert attachments.load(letter.attachments[0]).filename == "AR-00000-000001.pdf"


def test_a_part_payments_receipt_says_what_is_left():
    invoice = make_invoice()
    handlers.acknowledge_payment(**captured(pay(invoice, 50_000), (invoice.public_id, 50_000)))
    assert "₱1,000.00" in Letter.objects.get().body_text


def test_a_payer_without_an_address_still_gets_a_receipt():
    invoice = make_invoice(make_customer(email=""))
    handlers.acknowledge_payment(**captured(pay(invoice, 150_000), (invoice.public_id, 150_000)))
    assert Receipt.objects.count() == 1
    assert Letter.objects.count() == 0


def test_a_decline_is_told_once_with_a_way_to_try_again():
    invoice = make_invoice()
    attempt = ids.encode("att", ids.uuid7())
    reason = str(DeclineReason.INSUFFICIENT_FUNDS)
    failed = FailedTry(attempt, 150_000, "declined", reason, (invoice.public_id,))
    for _ in range(2):
        tell_failed(failed, by=SYSTEM)
    letter = Letter.objects.get()
    assert "No money was taken" in letter.body_text
    assert open_link(token_in(letter), visitor="203.0.113.7").invoice_ref == invoice.public_id


DOWN = o.Unknown(o.Why.NOT_SENT)
GONE = o.Declined(DeclineReason.METHOD_UNAVAILABLE)


@pytest.mark.parametrize(("start", "later", "letters"), [(DOWN, GONE, 0), (o.Unknown(o.Why.TIMED_OUT), GONE, 1)])
def test_whom_the_page_told_that_a_way_is_down_gets_no_letter_besides(start, later, letters):
    with registered() as gateway:
        gateway.says = {"start": [start], "look_up": [later]}
        attempt = begin(make_invoice(), account=make_account("scripted"))
        if attempt.state == "unknown":
            ask_gateway(attempt.id, by=SYSTEM, source="sweep")
    told = Message.objects.get(name="payments.payment_failed").payload
    handlers.tell_of_failure(**{name: told[name] for name in ("attempt_ref", "how", "reason", "target_refs")})
    assert Letter.objects.filter(kind="payment_failed").count() == letters


@pytest.mark.parametrize("how", ["cancelled", "authorized"])
def test_what_the_payer_called_off_is_not_told(how):
    invoice = make_invoice()
    attempt = ids.encode("att", ids.uuid7())
    assert tell_failed(FailedTry(attempt, 150_000, how, "", (invoice.public_id,)), by=SYSTEM) is None


def test_a_decline_of_what_was_paid_meanwhile_is_not_told():
    invoice = make_invoice()
    pay(invoice, 150_000)
    failed = FailedTry(ids.encode("att", ids.uuid7()), 150_000, "declined", "", (invoice.public_id,))
    assert tell_failed(failed, by=SYSTEM) is None
    assert Letter.objects.count() == 0
