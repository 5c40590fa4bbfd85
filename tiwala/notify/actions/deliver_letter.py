"""Hand a letter to the mail server: take it, send it, say how it went. Three short steps, the call between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.db import DatabaseError
from django.db.models import Q

from tiwala.audit.actions.record import record
from tiwala.kit import clock, db
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.errors import Refusal
from tiwala.notify import attachments
from tiwala.notify.channels import email
from tiwala.notify.models import Letter
from tiwala.notify.states import LetterState
from tiwala.tasks.actions.raise_task import raise_task

HELD_TOO_LONG = timedelta(minutes=10)
"""A letter still in a worker's hands after this was dropped by a worker that died; it is taken up again."""

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a letter, and whether it was the server that ails: then no other would leave either."""

    state: LetterState
    server_ails: bool = False


def deliver_letter(letter_id: UUID, *, by: Actor) -> LetterState | None:
    """Send the letter if it is its turn. Two workers never hold the same letter; None when there was nothing to do.

    A server that is dead delays the letter; after `conf.mail.tries_max` tries a person is asked.
    """
    tried = try_letter(letter_id, by=by)
    return tried.state if tried else None


def try_letter(letter_id: UUID, *, by: Actor) -> Tried | None:
    """The same, telling a server that ails from a letter that is refused."""
    letter = _take(letter_id)
    if letter is None:
        return None
    try:
        if letter.tries > conf.mail.tries_max:
            raise email.MailRefusedError("workers died over this letter", permanent=True)
        if not email.has_server() and conf.ops.mode != "live":
            return Tried(_sent(letter.id, through="outbox", by=by))
        _send(letter)
    except Refusal as refusal:  # erased since, or its document is gone: no later try will find it
        gone = email.MailRefusedError(refusal.code, permanent=True)
        return Tried(_not_sent(letter.id, refusal=gone, by=by))
    except email.MailRefusedError as refusal:
        return Tried(_not_sent(letter.id, refusal=refusal, by=by), server_ails=refusal.is_server)
    return Tried(_sent(letter.id, through="smtp", by=by))


def _send(letter: Letter) -> None:
    """What breaks in an unforeseen way is this letter's own trouble, and holds up no other."""
    try:
        email.send(_envelope(letter))
    except (Refusal, email.MailRefusedError, DatabaseError):
        raise
    except Exception as error:
        log.error("letters.broke", letter=letter.public_id, why=type(error).__name__)
        raise email.MailRefusedError(f"the letter could not be made ready ({type(error).__name__})") from error


def due_letters(limit: int) -> list[UUID]:
    """The letters whose turn it is, or that a dead worker left behind, the longest waiting first."""
    now = clock.now()
    due = Q(state=LetterState.WAITING, next_try_at__lte=now)
    dropped = Q(state=LetterState.SENDING, state_at__lte=now - HELD_TOO_LONG)
    return list(Letter.objects.filter(due | dropped).order_by("next_try_at", "id").values_list("pk", flat=True)[:limit])


@db.action
def _take(letter_id: UUID) -> Letter | None:
    letter: Letter | None = Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id).first()
    now = clock.now()
    if letter is None:
        return None
    if letter.state == LetterState.SENDING and letter.state_at <= now - HELD_TOO_LONG:
        letter.move("put_back")
    elif letter.state != LetterState.WAITING or letter.next_try_at > now:
        return None
    letter.move("take")
    letter.tries += 1
    letter.save(update_fields=["state", "state_at", "tries"])
    return letter


@db.action
def _sent(letter_id: UUID, *, through: str, by: Actor) -> LetterState:
    letter: Letter = Letter.objects.locked(letter_id)
    if letter.state != LetterState.SENDING:
        return LetterState(letter.state)
    letter.move("send")
    letter.sent_at, letter.sent_by, letter.last_error = clock.now(), through, ""
    letter.save(update_fields=["state", "state_at", "sent_at", "sent_by", "last_error"])
    record("letter:send", letter.public_id, by=by, through=through, tries=letter.tries)
    return LetterState.SENT


@db.action
def _not_sent(letter_id: UUID, *, refusal: email.MailRefusedError, by: Actor) -> LetterState:
    letter: Letter = Letter.objects.locked(letter_id)
    if letter.state != LetterState.SENDING:
        return LetterState(letter.state)
    if not email.has_server():
        letter.tries -= 1  # nobody was asked, so it was no try
    given_up = refusal.permanent or letter.tries >= conf.mail.tries_max
    letter.move("give_up" if given_up else "put_back")
    letter.last_error = refusal.why[:200]
    letter.next_try_at = clock.now() + wait_after(max(letter.tries, 1))
    letter.save(update_fields=["state", "state_at", "tries", "last_error", "next_try_at"])
    if given_up:
        facts = {"kind": letter.kind, "why": letter.last_error}
        raise_task("letter_failed", letter.public_id, by=by, summary_facts=facts)
        record("letter:fail", letter.public_id, by=by, outcome="failed", why=letter.last_error, tries=letter.tries)
    return LetterState(letter.state)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 … minutes, at most six hours."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 12)), LONGEST_WAIT)


def _envelope(letter: Letter) -> email.Envelope:
    host = urlsplit(conf.outside.base_url).hostname or "localhost"
    return email.Envelope(
        message_id=f"<{letter.public_id}@{host}>",
        to_name=letter.to_name,
        to_email=letter.to_email,
        reply_to=letter.reply_to or "",
        language=letter.language,
        subject=letter.subject,
        text=letter.body_text,
        html=letter.body_html,
        attachments=tuple(attachments.load(ref) for ref in letter.attachments),
    )
