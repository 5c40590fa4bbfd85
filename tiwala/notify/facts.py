"""What goes into a letter, and what the outbox shows of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """A letter to write. `kind` names the templates (see README); `context` holds ready-made texts for them.

    `key_owner` is whose keyset seals it (`cus_…` or `usr_…`), `about` the public id of what it speaks of,
    `attachments` opaque references that a room above can turn into files. `once` names what is told to whom, such as
    `fraud.burst fbu_… usr_…`: asked again, the letter that was written is given.
    """

    kind: str
    language: str
    to_name: str
    to_email: str
    key_owner: str
    context: Mapping[str, object] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    about: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter, unsealed, for a reader who may see it."""

    ref: str
    kind: str
    language: str
    to_name: str
    to_email: str
    subject: str
    body_text: str
    body_html: str
    attachments: tuple[str, ...]
    about: str
    state: str
    tries: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None
    sent_by: str


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How the mail is doing, for the health line. `oldest_waiting_s` is 0 when nothing waits."""

    waiting: int
    failed: int
    oldest_waiting_s: int
    last_error: str
    has_server: bool
