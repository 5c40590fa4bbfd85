"""What a key looks like, and who may hold one: shared by issuing and rotating."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tiwala.identity import tokens
from tiwala.identity.refusals import NotYoursToGive
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput

KEY_TEXT = re.compile(r"tk_(live|test)_([0-9a-hjkmnp-tv-z]{8})_[0-9a-hjkmnp-tv-z]{52}")
ID_LETTERS, SECRET_LETTERS = 8, 52
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class KeyText:
    """A new text: its public part, the whole (to be shown once), and what is kept of it."""

    key_id: str
    text: str
    digest: bytes
    is_live: bool


def new_text() -> KeyText:
    """260 random bits behind 8 letters by which the row is found."""
    is_live, key_id = conf.ops.mode == "live", tokens.letters(ID_LETTERS)
    text = f"tk_{'live' if is_live else 'test'}_{key_id}_{tokens.letters(SECRET_LETTERS)}"
    return KeyText(key_id, text, tokens.digest(text), is_live)


def clean_end(expires_at: datetime | None) -> datetime:
    """When a text issued now ends: as asked, at most as far off as the rule `key_days`; 90 days when nobody says."""
    now, most = clock.now(), value_of("key_days")
    if expires_at is None:
        return now + timedelta(days=min(USUAL_DAYS, most))
    if expires_at <= now:
        raise BadInput(fields={"expires_at": _("Please choose a day to come.")})
    if expires_at > now + timedelta(days=most + 1):  # the whole of the last day
        words = _("Please choose a day within %(days)d days: a key is renewed in time.") % {"days": most}
        raise BadInput(fields={"expires_at": words})
    return expires_at


def refuse_more_than_held(scopes: Collection[str], *, by: Actor) -> None:
    """NotYoursToGive: nobody gets to see the text of a key that can do more than they can."""
    if not all(by.may(scope) for scope in scopes):
        raise NotYoursToGive(scopes=sorted(scopes))
