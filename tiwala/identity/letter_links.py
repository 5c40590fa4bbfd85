"""Links in letters: made with the letter, opened by whoever holds the mailbox."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from tiwala.identity import rule_values
from tiwala.identity.models import LetterLink, LinkPurpose, User
from tiwala.identity.refusals import LinkGone
from tiwala.identity.tokens import digest, new_token
from tiwala.kit import clock
from tiwala.kit.conf import conf


def not_me_url(user: User) -> str:
    """The address behind which the person says that this was not them. A new one for each letter."""
    token = new_token()
    ends = clock.now() + timedelta(days=rule_values.value_of("not_me_days"))
    LetterLink.objects.create(user=user, purpose=LinkPurpose.NOT_ME, token_hash=digest(token), expires_at=ends)
    return conf.outside.base_url.rstrip("/") + reverse("account_not_me", args=[token])


def open_link(token: str, *, purpose: LinkPurpose) -> LetterLink:
    """The link of this token. Wrong, used, of another purpose and past its end all raise LinkGone."""
    found = LetterLink.objects.filter(token_hash=digest(token), purpose=purpose).select_related("user").first()
    if found is None or not found.is_open(now=clock.now()):
        raise LinkGone
    return found
