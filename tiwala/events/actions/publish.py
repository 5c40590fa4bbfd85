"""Tell what happened: the message, its deliveries and their jobs in the caller's own commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from tiwala.events import registry
from tiwala.events.models import Message
from tiwala.events.queueing import have_brought
from tiwala.kit import clock
from tiwala.kit.db import assert_in_transaction


class Event(Protocol):
    """A fact in the past tense: a frozen dataclass of ids, amounts and words, no personal data."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


_WRITE = """
WITH said AS (
    INSERT INTO events_message (id, created_at, name, version, payload, at)
    SELECT id, %(at)s, name, version, payload, %(at)s
      FROM unnest(%(id)s::uuid[], %(name)s::text[], %(version)s::int[], %(payload)s::jsonb[])
           AS m (id, name, version, payload)
    RETURNING id
)
INSERT INTO events_delivery (message_id, handler, state, tries, free_at, last_error)
SELECT d.message_id, d.handler, 'waiting', 0, %(at)s, ''
  FROM unnest(%(message_id)s::uuid[], %(handler)s::text[]) AS d (message_id, handler)
  JOIN said ON said.id = d.message_id
RETURNING id, handler
"""


def publish(event: Event) -> None:
    """Tell one event to everybody on the wiring page. A step: rolled back with its caller, nothing was ever said."""
    publish_all([event])


def publish_all(events: Sequence[Event]) -> None:
    """Tell many events in two statements, three when some of it is urgent. A step."""
    assert_in_transaction()
    if not events:
        return
    messages = [Message(name=event.NAME, version=event.VERSION, payload=asdict(event)) for event in events]
    to_whom = [(message.id, name) for message in messages for name in registry.handlers_of(message.name)]
    params: dict[str, Any] = {
        "at": clock.now(),
        "id": [message.id for message in messages],
        "name": [message.name for message in messages],
        "version": [message.version for message in messages],
        "payload": [json.dumps(message.payload, cls=DjangoJSONEncoder) for message in messages],
        "message_id": [message_id for message_id, _ in to_whom],
        "handler": [name for _, name in to_whom],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, params)
        have_brought(cursor.fetchall())
