"""The words of our letters: amounts, dates and who writes, ready-made in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.business import queries as business
from tiwala.customers.models import Customer
from tiwala.customers.queries import card
from tiwala.invoicing.errors import NoAddress
from tiwala.kit import clock
from tiwala.notify.facts import LetterFacts
from tiwala.ui import wording


def letter(
    kind: str, customer: Customer, *, about: str, words: Mapping[str, object], papers: tuple[str, ...] = ()
) -> LetterFacts:
    """The facts of one letter to a customer; `words` are those of this kind. Refuses NoAddress."""
    who = card(customer)
    if not who.email:
        raise NoAddress(customer=who.ref)
    context = {**business.letter_head(), "customer_first_name": who.first_name, **words}
    return LetterFacts(
        kind=kind,
        language=who.language,
        to_name=who.name,
        to_email=who.email,
        key_owner=who.ref,
        context=context,
        attachments=papers,
        about=about,
    )


def money(minor: int, currency: str, customer: Customer) -> str:
    """An amount as this customer reads it."""
    return wording.money_words(minor, currency, language=customer.language)


def due(day: date, customer: Customer) -> str:
    """Say "due Friday, 4 December" (or "was due …") in the customer's language."""
    today = clock.today(business.profile_facts().time_zone)
    with override(customer.language):
        said = wording.day_words(day, language=customer.language, this_year=today.year)
        return (_("due %(day)s") if day >= today else _("overdue since %(day)s")) % {"day": said}
