"""Letters that no page is the occasion of: written by jobs and by verbs, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from tiwala.identity import mail
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.kit.conf import conf


def tell_of_lock(user: User, *, is_stopped: bool) -> None:
    """Too many wrong tries: what that means, and what still works."""
    _write(user, "too_many_tries", is_stopped=is_stopped)


def tell_of_leaving(user: User) -> None:
    """Their access ended, and what that means."""
    _write(user, "staff_left")


def tell_of_switch_off(user: User, *, days: int) -> None:
    """Nobody signed in for so long that the account is off."""
    _write(user, "staff_switched_off", days=days)


def _write(user: User, kind: str, **facts: Any) -> None:
    """Nothing where the person has no address any more."""
    address = email_of(user)
    if not address:
        return
    with translation.override(user.language):
        context = {"person": user, "site": conf.outside.base_url, **facts}
        subject = render_to_string(f"account/email/{kind}_subject.txt", context).strip()
        text = render_to_string(f"account/email/{kind}_message.txt", context)
    mail.send(mail.AccountLetter(kind, user.name or "", address, subject, text, user.language, user.public_id))
