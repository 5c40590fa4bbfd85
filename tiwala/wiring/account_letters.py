"""Letters about accounts (codes, changes) go into the outbox like every letter, sealed under the reader's keys."""

from __future__ import annotations

from django.db import transaction

from tiwala.business.queries import profile_facts
from tiwala.identity.mail import AccountLetter
from tiwala.kit.actor import SYSTEM
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts


def send(letter: AccountLetter) -> None:
    """Write the letter; a job sends it. Handed to `identity.mail.set_sender` at start."""
    seller = profile_facts()
    context = {
        "subject": letter.subject,
        "text": letter.text,
        "link": letter.link,
        "business_name": seller.name,
        "registered_name": seller.registered_name,
        "business_address": seller.address,
        "support_email": seller.email,
        "support_phone": seller.phone,
    }
    facts = LetterFacts(
        kind="identity.account",
        language=letter.language,
        to_name=letter.to_name,
        to_email=letter.to_email,
        key_owner=letter.user_ref or "business",
        context=context,
        about=letter.user_ref,
    )
    with transaction.atomic():
        send_letter(facts, by=SYSTEM)
