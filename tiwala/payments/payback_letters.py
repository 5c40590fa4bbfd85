"""The words of letters about paybacks, in the payer's language. A step each: they join the verb's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tiwala.business.queries import letter_head
from tiwala.customers.queries import by_ref, card
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.payments.models import Payback
from tiwala.ui.wording import money_words, short_day_words

Words = Callable[[str], tuple[str, str, str]]
"""From the amount to subject, text and the button's word."""


def tell_asked(payback: Payback, url: str, *, by: Actor) -> None:
    """Ask where the money may go."""
    _tell(
        payback,
        lambda amount: (
            _("We owe you %(amount)s: where may it go?") % {"amount": amount},
            _("The way you paid cannot give money back, so we pay it into a bank account or wallet of yours. Tell us "
              "which one on our own page. We never ask for a password, a PIN or a code."),
            _("Tell us the account"),
        ),
        by=by, url=url,
    )  # fmt: skip


def tell_given(payback: Payback, url: str, *, by: Actor) -> None:
    """Ask whether that was them."""
    _tell(
        payback,
        lambda amount: (
            _("Please confirm the account for your %(amount)s") % {"amount": amount},
            _("Somebody gave this account on our page: %(account)s. If it was you, confirm it. If not, do nothing: "
              "no money goes there.") % {"account": payback.masked},
            _("Yes, it is mine"),
        ),
        by=by, url=url,
    )  # fmt: skip


def tell_confirmed(payback: Payback, *, by: Actor) -> None:
    """Thank you; two people look at it."""
    _tell(
        payback,
        lambda amount: (
            _("Your account for %(amount)s is confirmed") % {"amount": amount},
            _("We pay into %(account)s once two of us have looked at it, usually within a few days.")
            % {"account": payback.masked},
            "",
        ),
        by=by,
    )


def tell_approved(payback: Payback, *, by: Actor) -> None:
    """It will be paid."""
    _tell(
        payback,
        lambda amount: (
            _("Your %(amount)s is approved") % {"amount": amount},
            _("We pay it into %(account)s now. The bank may take up to two working days.")
            % {"account": payback.masked},
            "",
        ),
        by=by,
    )


def tell_paid(payback: Payback, *, by: Actor) -> None:
    """It is paid, under this reference."""
    _tell(
        payback,
        lambda amount: (
            _("We paid you %(amount)s back") % {"amount": amount},
            _("It left for %(account)s on %(day)s. The bank's reference is %(reference)s.")
            % {"account": payback.masked, "day": _day(payback.paid_on), "reference": payback.bank_reference},
            "",
        ),
        by=by,
    )


def tell_returned(payback: Payback, *, by: Actor) -> None:
    """The bank sent it back."""
    _tell(
        payback,
        lambda amount: (
            _("Your %(amount)s came back to us") % {"amount": amount},
            _("The bank could not put it into %(account)s. Nothing is lost; we will ask you for another account.")
            % {"account": payback.masked},
            "",
        ),
        by=by,
    )


def tell_ended(payback: Payback, *, by: Actor) -> None:
    """It will not happen this way."""
    _tell(
        payback,
        lambda amount: (
            _("We do not pay %(amount)s back by transfer after all") % {"amount": amount},
            _("The account you may have given is deleted. Write to us if you did not expect this."),
            "",
        ),
        by=by,
    )


def has_address(payback_customer_ref: str) -> bool:
    """Whether letters can reach the customer."""
    return bool(card(by_ref(payback_customer_ref, by=SYSTEM)).email)


def _tell(payback: Payback, words: Words, *, by: Actor, url: str = "") -> None:
    who = card(by_ref(payback.customer_ref, by=SYSTEM))
    if not who.email:
        return
    with override(who.language):
        amount = money_words(payback.amount_minor, payback.currency, language=who.language)
        subject, text, button = words(amount)
    context = {"customer_first_name": who.first_name, "subject": subject, "text": text, "url": url, "button": button}
    facts = LetterFacts(
        kind="payments.payback",
        language=who.language,
        to_name=who.name,
        to_email=who.email,
        key_owner=who.ref,
        context={**letter_head(), **context},
        about=payback.public_id,
    )
    send_letter(facts, by=by)


def _day(day: date | None) -> str:
    return short_day_words(day, language=get_language() or "en") if day else ""
