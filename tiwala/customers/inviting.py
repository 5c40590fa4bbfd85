"""The step that writes an invitation's letter."""

from __future__ import annotations

from django.urls import reverse

from tiwala.customers import letters
from tiwala.identity.models import Invitation, User
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.notify.actions.send_letter import send_letter


def write_invitation(invitation: Invitation, token: str, *, by: Actor) -> None:
    """A step: the letter with the link. Its words are for its reader alone."""
    words = {
        "invitation_url": conf.outside.base_url + reverse("account_invitation", args=[token]),
        "for_whom": invitation.for_whom,
        "invited_by": _inviter(by),
        "level": invitation.level,
        "until": invitation.expires_at,
    }
    facts = letters.letter(
        letters.INVITATION,
        name=invitation.name,
        email=invitation.email,
        language=invitation.language,
        customer_ref=invitation.customer_ref,
        about=invitation.customer_ref,
        words=words,
    )
    send_letter(facts, by=by)


def _inviter(by: Actor) -> str:
    """The name of the customer's own person; the business invites in its own name."""
    if by.kind != "person" or by.is_staff:
        return ""
    found: User | None = User.objects.filter(pk=ids.decode("usr", by.id)).first()
    return found.name if found else ""
