"""Letters about disputes: to the staff who answer them, when one opens, before it is too late, and when it is over."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from tiwala.business.queries import profile_facts
from tiwala.identity.mail import AccountLetter
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.identity.second_persons import staff_who_may
from tiwala.kit import clock, ids
from tiwala.kit.conf import conf
from tiwala.payments.models import Dispute
from tiwala.ui.wording import instant_words, money_words
from tiwala.wiring import account_letters

Words = Callable[[Dispute], tuple[str, str]]


def tell_opened(*, dispute_ref: str) -> None:
    """A payer's bank wants money back."""
    _tell(dispute_ref, "opened", lambda dispute: (_("A payer's bank wants %(amount)s back"), _how(dispute)))


def tell_due(*, dispute_ref: str, days_left: int) -> None:
    """So many days are left to answer."""
    _tell(dispute_ref, f"due in {days_left}", lambda dispute: (_days_left(days_left), _how(dispute)))


def tell_ended(*, dispute_ref: str, won: bool) -> None:
    """The bank has decided."""
    _tell(dispute_ref, "won" if won else "lost", lambda _dispute: _won() if won else _lost())


def _tell(dispute_ref: str, what: str, words: Words) -> None:
    dispute = Dispute.objects.filter(pk=ids.decode("dsp", dispute_ref)).first()
    if dispute is None:
        return
    link = conf.outside.base_url + reverse("console:dispute", args=[dispute_ref])
    pks = [ids.decode("usr", ref) for ref in staff_who_may("dispute.handle")]
    for user in User.objects.filter(pk__in=pks).order_by("pk"):
        with override(user.language):
            subject, text = words(dispute)
            amount = money_words(dispute.amount_minor, dispute.currency, language=user.language)
            account_letters.send(
                AccountLetter(
                    kind="dispute",
                    to_name=str(user.name),
                    to_email=email_of(user),
                    subject=subject.replace("%(amount)s", amount),
                    text=f"{text}\n\n{link}\n",
                    language=user.language,
                    user_ref=user.public_id,
                    once=f"dispute {what} {dispute_ref} {user.public_id}",
                )
            )


def _how(dispute: Dispute) -> str:
    text = _("The gateway keeps the money until the bank has decided; the invoice stays paid meanwhile. Open the "
             "dispute, get its evidence pack, and answer.")  # fmt: skip
    if dispute.answer_by is None:
        return text
    zone, now = ZoneInfo(profile_facts().time_zone), clock.now()
    until = instant_words(dispute.answer_by, language=get_language() or "en", zone=zone, this_year=now.year)
    return text + " " + _("Without an answer by %(until)s the money is lost.") % {"until": until}


def _days_left(days: int) -> str:
    subject = ngettext(
        "%(days)d day left to answer a dispute about %(amount)s",
        "%(days)d days left to answer a dispute about %(amount)s",
        days,
    )
    return subject.replace("%(days)d", str(days))


def _won() -> tuple[str, str]:
    return _("Won: the dispute about %(amount)s"), _("The bank decided for you, and the money is yours again.")


def _lost() -> tuple[str, str]:
    text = _("The bank gave the money to the payer. What it had paid is owed again; a task asks what to do about it.")
    return _("Lost: the dispute about %(amount)s"), text
