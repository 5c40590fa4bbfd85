"""Find customers, and show them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tiwala.business.contact import read_phone
from tiwala.customers.facts import CustomerCard
from tiwala.customers.models import EMAIL_COLUMN, NAME_COLUMN, PHONE_COLUMN, Customer, CustomerQuerySet
from tiwala.kit import fields, ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadId
from tiwala.kit.fields import BlindIndex

SEARCH_MAX = 100
_LAST_DIGITS = 4


def search(text: str, *, by: Actor) -> CustomerQuerySet:
    """The customers this actor may see that fit: an id, an e-mail, a phone (whole or last four), or a name.

    Names are found by whole words or their beginnings of three letters and more; every word must fit. Nothing
    typed means everybody.
    """
    asked = text.strip()[:SEARCH_MAX]
    seen: CustomerQuerySet = Customer.objects.visible_to(by)
    if not asked:
        return seen
    if asked.startswith("cus_"):
        return _with_id(seen, asked)
    if "@" in asked:
        return seen.filter(BlindIndex.query(EMAIL_COLUMN, asked, kind="email"))
    if re.fullmatch(r"[+0-9() .-]{4,}", asked):
        return _with_phone(seen, asked)
    return seen.filter(BlindIndex.query(NAME_COLUMN, asked))


def card(customer: Customer) -> CustomerCard:
    """The customer as lists and pages show them."""
    return CustomerCard(
        ref=customer.public_id,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
        state=customer.state,
    )


def cards(customers: Iterable[Customer]) -> list[CustomerCard]:
    """Many cards, with one query for all their keysets."""
    found = list(customers)
    fields.preload(found)
    return [card(customer) for customer in found]


def cards_by_ref(refs: Iterable[str], *, by: Actor) -> dict[str, CustomerCard]:
    """The cards of these customers, as far as this actor may see them: two statements for a whole list."""
    pks = [ids.decode("cus", ref) for ref in set(refs)]
    return {each.ref: each for each in cards(Customer.objects.visible_to(by).filter(pk__in=pks))}


def by_ref(ref: str, *, by: Actor) -> Customer:
    """The customer with this `cus_…`, or the refusal that looks the same as 'not yours'."""
    found: Customer = Customer.objects.visible_to(by).by_public_id(ref)
    return found


def with_email(email: str, *, by: Actor) -> list[Customer]:
    """The customers with exactly this address, oldest first."""
    return list(search(email, by=by).order_by("id")) if "@" in email else []


def _with_id(seen: CustomerQuerySet, ref: str) -> CustomerQuerySet:
    try:
        return seen.filter(pk=ids.decode("cus", ref))
    except BadId:
        return seen.none()


def _with_phone(seen: CustomerQuerySet, text: str) -> CustomerQuerySet:
    digits = re.sub(r"[^0-9]", "", text)
    whole = digits if len(digits) == _LAST_DIGITS else read_phone(text)
    return seen.filter(BlindIndex.query(PHONE_COLUMN, whole, kind="phone")) if whole else seen.none()
