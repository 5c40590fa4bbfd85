"""Give a key a new text, with time to put it in place."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.key_texts import clean_end, new_text, refuse_more_than_held
from tiwala.identity.models import ApiKey
from tiwala.identity.refusals import KeyGone
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.tasks.actions.close_task import close_tasks_about


@action
def rotate_key(
    key_id: UUID, *, overlap_hours: int, expires_at: datetime | None = None, by: Actor
) -> tuple[ApiKey, str]:
    """The same key with a new text and a new end; the old text opens for `overlap_hours` more, 0 for not at all.

    Still the same key to everything else: its scopes, its counts, and what it did once by an Idempotency-Key. A text
    that was on its way out already is good no more. KeyGone; NotYoursToGive; BadInput: too long an overlap.
    """
    most = value_of("key_overlap_hours")
    if not 0 <= overlap_hours <= most:
        raise BadInput(fields={"overlap_hours": _("Please choose at most %(most)d hours.") % {"most": most}})
    key: ApiKey = ApiKey.objects.locked(key_id)
    now = clock.now()
    if key.revoked_at is not None or (key.service is not None and key.service.ended_at is not None):
        raise KeyGone
    refuse_more_than_held(key.scopes, by=by)
    text = new_text()
    _keep_the_old(key, until=min(now + timedelta(hours=overlap_hours), key.expires_at), now=now)
    key.key_id, key.secret_hash, key.is_live = text.key_id, text.digest, text.is_live
    key.expires_at, key.warned_of = clean_end(expires_at), None
    key.save()
    close_tasks_about("key_ending", key.public_id, by=by, outcome="rotated")
    record("api_key:rotate", key.public_id, by=by, overlap_hours=overlap_hours, ends=key.expires_at.isoformat())
    return key, text.text


def _keep_the_old(key: ApiKey, *, until: datetime, now: datetime) -> None:
    """The text so far, until then; nothing when that is past."""
    is_kept = until > now
    key.previous_key_id = key.key_id if is_kept else None
    key.previous_hash = key.secret_hash if is_kept else None
    key.previous_until = until if is_kept else None
