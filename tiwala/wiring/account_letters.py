"""Letters about accounts (codes, changes) go into the outbox like every letter, sealed under the reader's keys."""

from __future__ import annotations

from django.db import transaction

from tiwala.business.queries import letter_head
from tiwala.identity.mail import AccountLetter
from tiwala.kit.actor import SYSTEM
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts


def send(letter: AccountLetter) -> None:
    """Write the letter; a job sends it. Handed to `identity.mail.set_sender` at start."""
    facts = LetterFacts(
        kind="identity.account",
        language=letter.language,
        to_name=letter.to_name,
        to_email=letter.to_email,
        key_owner=letter.user_ref or "business",
        context={**letter_head(), "subject": letter.subject, "text": letter.text, "link": letter.link},
        about=letter.user_ref,
        once=letter.once,
    )
    with transaction.atomic():
        send_letter(facts, by=SYSTEM)
