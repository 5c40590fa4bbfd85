"""Letters about who may open a customer's things."""

from __future__ import annotations

from collections.abc import Mapping

from tiwala.business.queries import letter_head
from tiwala.customers.facts import first_word
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.notify.facts import LetterFacts

INVITATION, ACCESS = "customers.invitation", "customers.access"


def letter(  # noqa: PLR0913 -- a letter has an address
    kind: str, *, name: str, email: str, language: str, customer_ref: str, about: str, words: Mapping[str, object]
) -> LetterFacts:
    """The letter to this mailbox, in the business's look, sealed under the customer's keys."""
    context = {**letter_head(), "customer_first_name": first_word(name), **words}
    return LetterFacts(
        kind=kind,
        language=language,
        to_name=name,
        to_email=email,
        key_owner=customer_ref,
        context=context,
        about=about,
    )


def to_user(user: User, *, customer_ref: str, about: str, words: Mapping[str, object]) -> LetterFacts | None:
    """A letter about access to somebody with an account; none when they have no address."""
    email = email_of(user)
    if not email:
        return None
    return letter(
        ACCESS,
        name=user.name,
        email=email,
        language=user.language,
        customer_ref=customer_ref,
        about=about,
        words=words,
    )
