"""Read a notice again."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.gateways import inbox
from tiwala.gateways.models import Notice, NoticeProof, NoticeState
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import WrongState


@action
def replay_notice(notice_id: UUID, *, by: Actor) -> Notice:
    """Put a proven notice back into the inbox; hearing it twice changes nothing. Refuses one without proof."""
    notice: Notice = Notice.objects.locked(notice_id)
    if notice.proof != NoticeProof.OK:
        raise WrongState(notice=notice.public_id)
    notice.state, notice.why = NoticeState.RECEIVED, ""
    notice.save(update_fields=["state", "why"])
    inbox.call_reader()
    record("notice:replay", notice.public_id, by=by)
    return notice
