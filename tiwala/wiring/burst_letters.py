"""Letters about bursts: to those who look at payments that may be fraud, once for each."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.fraud.models import Burst
from tiwala.fraud.monitor.words import burst_words
from tiwala.identity.mail import AccountLetter
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.identity.second_persons import staff_who_may
from tiwala.kit import ids
from tiwala.kit.conf import conf
from tiwala.wiring import account_letters


def tell_began(*, burst_ref: str) -> None:
    """Something unusual began; what is said names nobody and no key of anybody's. Told twice, written once."""
    burst = Burst.objects.filter(pk=ids.decode("fbu", burst_ref)).first()
    if burst is None:
        return
    link = conf.outside.base_url + reverse("console:fraud_burst", args=[burst_ref])
    pks = [ids.decode("usr", ref) for ref in staff_who_may("fraud.review")]
    for user in User.objects.filter(pk__in=pks).order_by("pk"):
        with override(user.language):
            account_letters.send(
                AccountLetter(
                    kind="fraud",
                    to_name=str(user.name),
                    to_email=email_of(user),
                    subject=burst_words(burst),
                    text=_how(),
                    language=user.language,
                    user_ref=user.public_id,
                    link=link,
                    once=f"fraud.burst {burst_ref} {user.public_id}",
                )
            )


def _how() -> str:
    return _(
        "Look whose tries these are. Refuse the address or browser they come from, or say that you are under attack. "
        "A sale that goes well looks like this too. You are told once; the console says how long it goes on."
    )
