"""Give another program a key."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity import tokens
from tiwala.identity.models import ApiKey
from tiwala.identity.permissions import PERMISSIONS
from tiwala.identity.refusals import BadScope, NotYoursToGive
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput

ID_LETTERS, SECRET_LETTERS = 8, 52
NAME_LETTERS = 80


@action
def issue_key(
    name: str, scopes: frozenset[str], *, by: Actor, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """The key's row and its text, which is shown this once and kept nowhere.

    Scopes are permissions. BadScope; NotYoursToGive: a key can do no more than the one who issues it.
    """
    if not name.strip() or len(name) > NAME_LETTERS:
        raise BadInput(fields={"name": _("Please give the key a name of at most 80 letters.")})
    if not scopes or not scopes <= PERMISSIONS:
        raise BadScope(fields={"scopes": ", ".join(sorted(scopes - PERMISSIONS))})
    if not all(by.may(scope) for scope in scopes):
        raise NotYoursToGive(scopes=sorted(scopes))
    if expires_at is not None and expires_at <= clock.now():
        raise BadInput(fields={"expires_at": _("Please choose a day to come.")})
    is_live = conf.ops.mode == "live"
    key_id = tokens.letters(ID_LETTERS)
    text = f"tk_{'live' if is_live else 'test'}_{key_id}_{tokens.letters(SECRET_LETTERS)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        key_id=key_id,
        secret_hash=tokens.digest(text),
        scopes=sorted(scopes),
        is_live=is_live,
        issued_by=by.id,
        expires_at=expires_at,
    )
    record("api_key:issue", key.public_id, by=by, scopes=sorted(scopes))
    return key, text
