"""Give another program a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.key_texts import clean_end, new_text, refuse_more_than_held
from tiwala.identity.models import ApiKey, ServiceAccount, User
from tiwala.identity.networks import clean_networks
from tiwala.identity.permissions import PERMISSIONS
from tiwala.identity.refusals import BadScope, ServiceEnded
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput

NAME_LETTERS = 80


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a key is for and may do; whose it is if not the issuer's; from where it may come, none being anywhere."""

    name: str
    scopes: frozenset[str]
    service_id: UUID | None = None
    networks: tuple[str, ...] = ()
    expires_at: datetime | None = None


@action
def issue_key(facts: KeyFacts, *, by: Actor) -> tuple[ApiKey, str]:
    """The key's row and its text, which is shown this once and kept nowhere.

    Scopes are permissions. BadScope; ServiceEnded; NotYoursToGive: a key can do no more than the one who issues it.
    """
    name = facts.name.strip()
    if not name or len(name) > NAME_LETTERS:
        raise BadInput(fields={"name": _("Please give the key a name of at most 80 letters.")})
    if not facts.scopes or not facts.scopes <= PERMISSIONS:
        raise BadScope(fields={"scopes": ", ".join(sorted(facts.scopes - PERMISSIONS))})
    refuse_more_than_held(facts.scopes, by=by)
    text = new_text()
    key = ApiKey.objects.create(
        name=name,
        **_whose(facts, by),
        key_id=text.key_id,
        secret_hash=text.digest,
        scopes=sorted(facts.scopes),
        networks=clean_networks(facts.networks),
        is_live=text.is_live,
        issued_by=by.id,
        expires_at=clean_end(facts.expires_at),
    )
    record("api_key:issue", key.public_id, by=by, scopes=sorted(facts.scopes), ends=key.expires_at.isoformat())
    return key, text.text


def _whose(facts: KeyFacts, by: Actor) -> dict[str, User | ServiceAccount]:
    """A service account's if one is named, else the issuer's own; the house's when no person issues it."""
    if facts.service_id is not None:
        service: ServiceAccount = ServiceAccount.objects.locked(facts.service_id)
        if service.ended_at is not None:
            raise ServiceEnded
        return {"service": service}
    if by.kind == "person":
        return {"owner": User.objects.get(pk=ids.decode("usr", by.id))}
    return {}
