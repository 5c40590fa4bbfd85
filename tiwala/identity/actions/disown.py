"""Somebody says that what was done in their name was not them."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.ending import hold
from tiwala.identity.models import LetterLink, LinkPurpose, User
from tiwala.identity.refusals import LinkGone
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task

TASK = "account_disowned"


@action
def disown(user_id: UUID, *, by: Actor, link_id: UUID | None = None) -> User:
    """Ends every session, locks the account until its person is recovered, tells the business.

    `link_id`: the link of a letter that led here; used up, twice is LinkGone. From a session it may be said again.
    """
    user: User = User.objects.locked(user_id)
    if link_id is not None:
        link: LetterLink = LetterLink.objects.locked(link_id)
        if link.user_id != user.pk or link.purpose != LinkPurpose.NOT_ME or not link.is_open(now=clock.now()):
            raise LinkGone
    hold(user)
    facts = {"user": user.public_id, "kind": user.kind, "said_in": "letter" if link_id else "session"}
    raise_task(TASK, user.public_id, by=by, summary_facts=facts)
    record("user:hold", user.public_id, by=by, said_in=facts["said_in"])
    return user
