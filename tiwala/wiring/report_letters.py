"""Letters to the staff of the fraud desk: somebody says that they did not make a payment."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.identity.mail import AccountLetter
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.identity.second_persons import staff_who_may
from tiwala.kit import ids
from tiwala.kit.conf import conf
from tiwala.wiring import account_letters

PERMISSION = "fraud.review"


def tell_reported(*, review_ref: str) -> None:
    """Everybody who may review hears of it, once; whose payment it was stands on the page only."""
    link = conf.outside.base_url + reverse("console:fraud_review", args=[review_ref])
    pks = [ids.decode("usr", ref) for ref in staff_who_may(PERMISSION)]
    for user in User.objects.filter(pk__in=pks).order_by("pk"):
        with override(user.language):
            text = _("Please look at it today. Money given back now costs less than a dispute, and nobody else can be "
                     "harmed by the same card meanwhile.")  # fmt: skip
            account_letters.send(
                AccountLetter(
                    kind="report",
                    to_name=str(user.name),
                    to_email=email_of(user),
                    subject=_("Somebody says that they did not make a payment"),
                    text=f"{text}\n\n{link}\n",
                    language=user.language,
                    user_ref=user.public_id,
                    once=f"fraud.report {review_ref} {user.public_id}",
                )
            )
