"""What this room holds about a person. Erased by shredding the keyset of `key_owner`; a test keeps the list whole."""

from __future__ import annotations

from tiwala.notify.models import Letter

PERSONAL_FIELDS = {
    "to_name": "to greet",
    "to_email": "to send to",
    "reply_to": "where an answer goes",
    "subject": "what was written",
    "body_text": "what was written",
    "body_html": "what was written",
}


def held_about(key_owner: str) -> list[dict[str, str]]:
    """Every letter to this person, unsealed, oldest first, for a copy of one's data."""
    letters = Letter.objects.filter(key_owner=key_owner).order_by("id")
    return [{name: getattr(letter, name) or "" for name in PERSONAL_FIELDS} for letter in letters]
