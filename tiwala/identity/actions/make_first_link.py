"""Make the link by which the first owner comes in, while there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.identity.models import FirstLink
from tiwala.identity.owners import refuse_when_owned
from tiwala.identity.tokens import digest, new_token
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

LASTS: Final = timedelta(hours=1)


@action
def make_first_link(*, by: Actor) -> str:
    """The token of `/account/first-owner/<token>/`, kept nowhere; links made before end. OwnerExists.

    For whoever has a shell on the machine: no page makes it, and no mail carries it.
    """
    refuse_when_owned()
    now = clock.now()
    FirstLink.objects.filter(used_at=None).delete()
    token = new_token()
    FirstLink.objects.create(token_hash=digest(token), expires_at=now + LASTS)
    record("user:invite", by.id, by=by, kind="first owner")
    return token
