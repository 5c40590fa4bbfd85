"""Believable letters for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.notify.models import Letter

PLANTED = ("Ana", "ana.reyes", "Peñaflor", "1,500.00", "0000123", "Nena")


def context(**changes: Any) -> dict[str, object]:
    base = conf.outside.base_url
    return {
        "business_name": "Aling Nena's Kusina",
        "registered_name": "Magdalena R. Santos Food Services",
        "business_address": "14 Mabini St., Antipolo City",
        "customer_first_name": "Ana",
        "number": "INV-0000123",
        "invoice_number": "INV-0000123",
        "amount_text": "₱1,500.00",
        "due_text": "due Friday, 4 December",
        "pay_url": f"{base}/pay/a-token/",
        "receipt_url": f"{base}/pay/a-token/receipt/",
        "support_email": "hello@nenas.example",
        "support_phone": "+63 917 555 0142",
    } | changes


def letter_facts(**changes: Any) -> LetterFacts:
    facts = LetterFacts(
        kind="invoice",
        language="en",
        to_name="Ana Peñaflor",
        to_email="ana.reyes@mail.example",
        key_owner=ids.encode("cus", ids.uuid7()),
        context=context(),
        about="inv_1",
    )
    return replace(facts, **changes)


def a_letter(**changes: Any) -> Letter:
    with transaction.atomic():
        return send_letter(letter_facts(**changes), by=SYSTEM)


def many_letters(count: int) -> list[Letter]:
    """So many letters that wait, one after the other, put into words once: nobody was called for them."""
    first = a_letter()
    ProcrastinateJob.objects.all().delete()
    names = [field.attname for field in Letter._meta.concrete_fields if field.attname not in {"id", "created_at"}]
    more = [Letter(**{name: getattr(first, name) for name in names}) for _ in range(count - 1)]
    for place, letter in enumerate(more, 1):
        letter.next_try_at = first.next_try_at + timedelta(microseconds=place)
    Letter.objects.bulk_create(more)
    return [first, *more]
