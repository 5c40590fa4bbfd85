"""The letters of autopay: addressed here, in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import override

from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.words import method_name
from tiwala.business import queries as business
from tiwala.customers.models import Customer
from tiwala.customers.queries import card
from tiwala.invoicing.actions.make_pay_link import mint, pay_url
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.payments.civil import civil_today
from tiwala.ui import wording

AGREEMENT, COMING, ASKS, FAILED = "autopay.agreement", "autopay.coming", "autopay.asks", "autopay.failed"
PAGE = "/home/methods/autopay/"


def write(kind: str, agreement: Agreement, *, about: str, words: Mapping[str, object], by: Actor) -> None:
    """A step: the letter to the customer; none without an address to write to."""
    customer: Customer = agreement.customer
    who = card(customer)
    if not who.email:
        return
    with override(who.language):
        method = method_name(agreement.method)
    context = {
        **business.letter_head(),
        "customer_first_name": who.first_name,
        "method": method,
        "autopay_url": f"{conf.outside.base_url}{PAGE}",
        **words,
    }
    facts = LetterFacts(
        kind=kind,
        language=who.language,
        to_name=who.name,
        to_email=who.email,
        key_owner=who.ref,
        context=context,
        about=about,
    )
    send_letter(facts, by=by)


def page_of(collection: Collection) -> str:
    """Where one payment is looked at and decided."""
    return f"{conf.outside.base_url}{PAGE}{collection.public_id}/"


def money(minor: int, currency: str, agreement: Agreement) -> str:
    """An amount as this customer reads it."""
    return wording.money_words(minor, currency, language=agreement.customer.language)


def day(on: date, agreement: Agreement) -> str:
    """A day as this customer reads it."""
    return wording.day_words(on, language=agreement.customer.language, this_year=civil_today().year)


def link_to(invoice: Invoice, *, by: Actor) -> str:
    """A fresh way to pay it by hand; empty once it can no longer be paid by a link."""
    if invoice.state != "issued":
        return ""
    return pay_url(mint(invoice, by=by, made_for="letter")[1])
