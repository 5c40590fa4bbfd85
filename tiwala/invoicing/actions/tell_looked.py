"""Tell a payer who asked for a person what that person found."""

from __future__ import annotations

from tiwala.invoicing import letters
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger import balances
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter
from tiwala.payments.models import Payment

KIND = "invoicing.looked"


@action
def tell_looked(payment_ref: str, *, outcome: str, by: Actor, is_report: bool = False) -> Letter | None:
    """The letter, once a payment, with a fresh way to pay what is still owed; None where nobody can be written to.

    It says what was decided and never why it was refused before. `is_report`: somebody had said that it was not them;
    then it asks for no money.
    """
    payment = Payment.objects.by_public_id(payment_ref)
    targets = payment.targets.order_by("position").values_list("target_ref", flat=True)
    ref = next((one for one in targets if one.startswith("inv_")), "")
    known: Letter | None = Letter.objects.filter(kind=KIND, about=payment_ref).first()
    if known is not None or not ref:
        return known
    invoice = Invoice.objects.locked(ids.decode("inv", ref))
    customer = invoice.customer
    if not customer.email:
        return None
    is_open = invoice.state == "issued" and balances.open_amount(ref) > 0 and not is_report
    words = {
        "number": invoice.number_text,
        "amount": letters.money(payment.amount_minor, payment.currency, customer),
        "is_cleared": outcome == "cleared",
        "is_report": is_report,
        "is_fraud": outcome == "fraud",
        "pay_url": pay_url(mint(invoice, by=by, made_for="letter")[1]) if is_open else "",
    }
    return send_letter(letters.letter(KIND, customer, about=payment_ref, words=words), by=by)
