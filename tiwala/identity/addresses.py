"""Every address a person hears from us at, and letters to all of them."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from tiwala.identity import mail
from tiwala.identity.models import SecondAddress, User
from tiwala.identity.queries import email_of


def second_of(user: User) -> SecondAddress | None:
    """The person's second address, once it is verified."""
    return SecondAddress.objects.filter(user=user, verified_at__isnull=False).first()


def all_of(user: User) -> list[str]:
    """The address they sign in with, then the second one."""
    second = second_of(user)
    found = [email_of(user), second.email if second else ""]
    return [one for one in dict.fromkeys(found) if one]


def write(user: User, kind: str, *, to: str, **words: object) -> None:
    """One letter about the account: `identity/letters/<kind>.subject.txt` and `.txt`, in the person's language."""
    with translation.override(user.language):
        context = {"person": user, **words}
        letter = mail.AccountLetter(
            kind=kind,
            to_name=user.name,
            to_email=to,
            subject=render_to_string(f"identity/letters/{kind}.subject.txt", context).strip(),
            text=render_to_string(f"identity/letters/{kind}.txt", context),
            language=user.language,
            user_ref=user.public_id,
        )
    mail.send(letter)


def write_to_all(user: User, kind: str, **words: object) -> None:
    """The same letter to every address: whoever holds one of them hears of it."""
    for address in all_of(user):
        write(user, kind, to=address, **words)
