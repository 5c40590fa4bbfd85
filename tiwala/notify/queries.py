"""The outbox: lists, one letter opened, and how the mail is doing."""

from __future__ import annotations

from django.db.models import Count, Min, Q

from tiwala.kit import clock, fields
from tiwala.kit.actor import Actor
from tiwala.notify import words
from tiwala.notify.channels import email
from tiwala.notify.facts import MailHealth, OpenLetter
from tiwala.notify.models import Letter, LetterQuerySet
from tiwala.notify.states import LetterState

PAGE = 50


def letters(*, by: Actor, state: str = "", about: str = "") -> LetterQuerySet:
    """The letters this actor may see, newest first; only those in a state, or about one thing, when asked."""
    found: LetterQuerySet = Letter.objects.visible_to(by)
    if state:
        found = found.filter(state=state)
    if about:
        found = found.filter(about=about)
    return found.order_by("-id")


def opened(found: LetterQuerySet, *, limit: int = PAGE) -> list[OpenLetter]:
    """A page of letters, unsealed, with one query for all their keysets."""
    page = list(found[:limit])
    fields.preload(page)
    return [_open(letter) for letter in page]


def open_letter(ref: str, *, by: Actor) -> OpenLetter:
    """One letter, unsealed, or the refusal that looks the same as 'not yours'."""
    return _open(Letter.objects.visible_to(by).by_public_id(ref))


def health() -> MailHealth:
    """How many letters wait and since when, how many were given up, and the newest reason why."""
    waits = Q(state__in=[LetterState.WAITING.value, LetterState.SENDING.value])
    counted = Letter.objects.aggregate(
        waiting=Count("pk", filter=waits),
        failed=Count("pk", filter=Q(state=LetterState.FAILED.value)),
        oldest=Min("created_at", filter=waits),
    )
    last = (
        Letter.objects.filter(~Q(last_error=""), state__in=["waiting", "sending", "failed"])
        .order_by("-state_at")
        .values_list("last_error", flat=True)
        .first()
    )
    oldest = counted["oldest"]
    return MailHealth(
        waiting=counted["waiting"],
        failed=counted["failed"],
        oldest_waiting_s=int((clock.now() - oldest).total_seconds()) if oldest else 0,
        last_error=words.said(last or ""),
        has_server=email.has_server(),
    )


def _open(letter: Letter) -> OpenLetter:
    return OpenLetter(
        ref=letter.public_id,
        kind=letter.kind,
        language=letter.language,
        to_name=letter.to_name,
        to_email=letter.to_email,
        subject=letter.subject,
        body_text=letter.body_text,
        body_html=letter.body_html,
        attachments=tuple(letter.attachments),
        about=letter.about,
        state=letter.state,
        tries=letter.tries,
        last_error=words.said(letter.last_error),
        created_at=letter.created_at,
        sent_at=letter.sent_at,
        sent_by=letter.sent_by,
    )
