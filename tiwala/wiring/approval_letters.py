"""Letters about what waits for a second person: to those who may decide, and to the one who asked."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.approvals.kinds import kind as about
from tiwala.approvals.registry import people
from tiwala.approvals.states import ProposalState
from tiwala.identity.mail import AccountLetter
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.kit import ids
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadId
from tiwala.wiring import account_letters


def tell_who_may_decide(*, proposal_ref: str, kind: str, asked_by: str) -> None:
    """A letter to everybody who could decide. With nobody else there, to whoever asked: a stolen session is noticed."""
    others = [ref for ref in people().who(about(kind).decide) if ref != asked_by]
    for ref in others or [people().behind(asked_by)]:
        user = _user(ref)
        if user is not None:
            with override(user.language):
                subject = _("Waits for a second person: %(what)s")
                _write(user, "asked", (subject, _asked()), kind=kind, proposal_ref=proposal_ref)


def tell_who_asked(*, proposal_ref: str, kind: str, asked_by: str, state: str) -> None:
    """A letter to the person who asked, or made the key that did; taking back is known already."""
    user = _user(people().behind(asked_by))
    if user is None or state == ProposalState.WITHDRAWN:
        return
    with override(user.language):
        subject = {
            ProposalState.APPROVED: _("Approved: %(what)s"),
            ProposalState.DECLINED: _("Declined: %(what)s"),
            ProposalState.LAPSED: _("Nobody decided in time: %(what)s"),
        }[ProposalState(state)]
        words = (subject, _("Who decided, and why, is on this page:"))
        _write(user, state, words, kind=kind, proposal_ref=proposal_ref)


def _asked() -> str:
    return _("Somebody here asked for this. It happens only when a second person approves it. Read what would happen, "
             "and why, on this page. If you do not know of it, decline it and tell your colleagues.")  # fmt: skip


def _write(user: User, step: str, words: tuple[str, str], *, kind: str, proposal_ref: str) -> None:
    subject, text = words
    link = conf.outside.base_url + reverse("console:approval", args=[proposal_ref])
    account_letters.send(
        AccountLetter(
            kind="approval",
            to_name=str(user.name),
            to_email=email_of(user),
            subject=subject % {"what": about(kind).title},
            text=f"{text}\n\n{link}\n",
            language=user.language,
            user_ref=user.public_id,
            once=f"approval {step} {proposal_ref} {user.public_id}",
        )
    )


def _user(ref: str) -> User | None:
    try:
        found: User | None = User.objects.filter(pk=ids.decode("usr", ref), is_active=True, kind="staff").first()
    except BadId:
        return None
    return found
