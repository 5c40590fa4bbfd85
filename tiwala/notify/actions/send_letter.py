"""Write a letter and put it in the outbox."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from tiwala.kit import db, queue
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput
from tiwala.notify.facts import LetterFacts
from tiwala.notify.models import Letter
from tiwala.notify.writing import write

EMAIL_MAX, NAME_MAX = 120, 120
LANGUAGES = ("en", "fil")


def send_letter(facts: LetterFacts, *, by: Actor) -> Letter:
    """A step: write the letter in the caller's transaction and have it sent once that has committed.

    It is put into words now, in the recipient's language, and never changes after; the act it tells of leaves its
    own record. Refuses an address that is not one; a language we do not speak becomes English.
    With `facts.once`, the letter that was written for it before, be it at the same moment by another worker.
    """
    db.assert_in_transaction()
    _check_address(facts.to_email)
    language = facts.language if facts.language in LANGUAGES else "en"
    written = write(facts.kind, language=language, context=facts.context, has_files=bool(facts.attachments))
    letter = Letter(
        kind=facts.kind,
        language=language,
        key_owner=facts.key_owner,
        to_name=one_line(facts.to_name)[:NAME_MAX],
        to_email=facts.to_email,
        reply_to=_answers_to(facts),
        subject=written.subject,
        body_text=written.text,
        body_html=written.html,
        attachments=list(facts.attachments),
        about=facts.about,
        once=facts.once,
        written_by=f"{by.kind}:{by.id}"[:80],
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        known: Letter | None = Letter.objects.filter(once=facts.once).first() if facts.once else None
        if known is None:
            raise
        return known
    queue.call("notify.deliver")
    return letter


def _answers_to(facts: LetterFacts) -> str | None:
    """The shop's address for questions, so that "Reply" reaches a person. None when the shop has named none."""
    address = str(facts.context.get("support_email", ""))
    try:
        _check_address(address)
    except BadInput:
        return None  # a letter is worth more than the way back from it
    return address


def one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it cannot become another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _check_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(fields={"to_email": "not an address"}) from None
    if len(email) > EMAIL_MAX or not email.isprintable():
        raise BadInput(fields={"to_email": "not an address"})
