"""How letters of this room leave: by whatever wiring set, else by Django's own mail.

Codes and links in these letters are secrets, so they go neither through events nor through job arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMessage


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """One letter about an account, in words. `user_ref` and `to_name` are empty when nobody has the address.

    `link`, to a page of ours, stands apart from the words: in them, what looks like a link is taken apart.
    `once` names what is told to whom, where it must not be told twice.
    """

    kind: str
    to_name: str
    to_email: str
    subject: str
    text: str
    language: str
    user_ref: str
    link: str = ""
    once: str = ""


Sender = Callable[[AccountLetter], None]


def _send_now(letter: AccountLetter) -> None:
    text = f"{letter.text.rstrip()}\n{letter.link}\n" if letter.link else letter.text
    EmailMessage(letter.subject, text, to=[letter.to_email]).send()


_sender: Sender = _send_now


def set_sender(sender: Sender | None) -> None:
    """Say how letters leave; wiring does so at start. None goes back to Django's own mail."""
    global _sender  # noqa: PLW0603 -- one way out a process
    _sender = sender or _send_now


def send(letter: AccountLetter) -> None:
    """Hand the letter over. May write a row: call it with or without an open transaction."""
    _sender(letter)
