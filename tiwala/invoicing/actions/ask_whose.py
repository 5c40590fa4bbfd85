"""Ask a customer whether a payment in their name was theirs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tiwala.business import queries as business
from tiwala.invoicing import letters
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.models import Letter
from tiwala.payments.models import Payment
from tiwala.ui import wording

KIND = "invoicing.is_it_yours"


@action
def ask_whose(payment_ref: str, *, by: Actor) -> Letter | None:
    """The letter; None where nobody can be written to. It holds no link, so that nobody learns to press one."""
    payment = Payment.objects.by_public_id(payment_ref)
    targets = payment.targets.order_by("position").values_list("target_ref", flat=True)
    ref = next((one for one in targets if one.startswith("inv_")), "")
    if not ref:
        return None
    invoice = Invoice.objects.locked(ids.decode("inv", ref))
    customer = invoice.customer
    if not customer.email:
        return None
    zone = business.profile_facts().time_zone
    on = payment.created_at.astimezone(ZoneInfo(zone)).date()
    words = {
        "number": invoice.number_text,
        "amount": letters.money(payment.amount_minor, payment.currency, customer),
        "day": wording.day_words(on, language=customer.language, this_year=clock.today(zone).year),
    }
    return send_letter(letters.letter(KIND, customer, about=payment_ref, words=words), by=by)
