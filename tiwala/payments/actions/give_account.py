"""The payer gives an account to be paid back into, and confirms it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.customers.access import must_manage
from tiwala.kit import clock, ids, secrets
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound, TooMany, WrongState
from tiwala.notify.models import Letter
from tiwala.payments import payback_letters as letters
from tiwala.payments.actions.ask_for_payback import hash_of, new_token
from tiwala.payments.banks import TITLES, BankAccount, digits_of, is_number
from tiwala.payments.errors import PaybackLinkOver
from tiwala.payments.models import Payback
from tiwala.payments.states import PaybackState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

_WAITS = (PaybackState.ASKED, PaybackState.GIVEN, PaybackState.CONFIRMED)
_LETTERS_MOST = 12
_NAME_LETTERS = range(2, 101)


def opened_by(token: str) -> Payback:
    """The payback this link opens. Wrong, used up and expired links are refused alike: PaybackLinkOver."""
    found = Payback.objects.filter(token_hash=hash_of(token), token_until__gt=clock.now(), state__in=_WAITS).first()
    if found is None:
        raise PaybackLinkOver
    return found


def confirmable_by(token: str) -> Payback:
    """The payback whose account this link confirms; refused alike for every other."""
    found = Payback.objects.filter(confirm_hash=hash_of(token), state=PaybackState.GIVEN).first()
    if found is None or (found.token_until is not None and found.token_until < clock.now()):
        raise PaybackLinkOver
    return found


def read_account(bank: str, name: str, number: str, again: str) -> BankAccount:
    """What was typed, the number twice; BadInput names every field that is wrong."""
    name, number = " ".join(name.split()), digits_of(number)
    wrong = {}
    if bank not in TITLES:
        wrong["bank"] = _("Please choose your bank or wallet.")
    if len(name) not in _NAME_LETTERS or not name.isprintable():
        wrong["name"] = _("Please write the name as the bank knows it.")
    if bank in TITLES and not is_number(bank, number):
        wrong["number"] = _("Please look at the number again: digits only, for a wallet the mobile number 09…")
    if digits_of(again) != number:
        wrong["again"] = _("The two numbers differ. Please type it again.")
    if wrong:
        raise BadInput(fields=wrong)
    return BankAccount(bank, name, number)


@action
def give_account(token: str, account: BankAccount, *, by: Actor) -> Payback:
    """By the link: the account is noted, and the payer's own mailbox is asked whether that was them.

    Refuses PaybackLinkOver, and TooMany when it was given again and again: each time writes a letter.
    """
    payback = _locked(opened_by(token).pk)
    if Letter.objects.filter(about=payback.public_id).count() > _LETTERS_MOST:
        raise TooMany(payback=payback.public_id)
    confirm = new_token()
    _note(payback, account, confirm=confirm)
    letters.tell_given(payback, f"{conf.outside.base_url.rstrip('/')}/payback/confirmations/{confirm}/", by=by)
    record("payback:give", payback.public_id, by=by)
    return payback


@action
def give_own_account(payback_ref: str, account: BankAccount, *, by: Actor) -> Payback:
    """Signed in, by who manages the customer; the door asked for a second factor, which confirms it at once."""
    payback = _locked(ids.decode("pbk", payback_ref))
    if payback.customer_ref not in by.customer_refs:
        raise NotFound(wanted="pbk")
    must_manage(payback.customer_ref, by=by)
    _note(payback, account, confirm="")
    record("payback:give", payback.public_id, by=by)
    _confirm(payback, how="factor", by=by)
    return payback


@action
def confirm_account(token: str, *, by: Actor) -> Payback:
    """By the link in the letter: yes, it is mine. Refused like a wrong link when it was changed since."""
    payback = _locked(confirmable_by(token).pk)
    if payback.confirm_hash is None or bytes(payback.confirm_hash) != hash_of(token):
        raise PaybackLinkOver
    _confirm(payback, how="mail", by=by)
    return payback


def digest_of(payback: Payback, account: BankAccount) -> bytes:
    """A keyed digest of this account for this payback: nobody without the keys can make another that fits."""
    return secrets.mac("payback", f"{payback.public_id}\n{account.as_text()}".encode())


def account_of(payback: Payback) -> BankAccount | None:
    """The account, opened; None once it was deleted."""
    return BankAccount(**payback.account) if payback.account else None


def is_as_confirmed(payback: Payback, account: BankAccount | None) -> bool:
    """Whether this is the account whose digest was kept."""
    if account is None or payback.account_digest is None:
        return False
    plain = f"{payback.public_id}\n{account.as_text()}".encode()
    return secrets.verify_mac("payback", plain, tag=bytes(payback.account_digest))


def _locked(pk: UUID) -> Payback:
    payback = Payback.objects.locked(pk)
    if payback.state not in _WAITS:
        raise WrongState(machine="payback", state=payback.state, move="give")
    return payback


def _note(payback: Payback, account: BankAccount, *, confirm: str) -> None:
    payback.account = {"bank": account.bank, "name": account.name, "number": account.number}
    payback.masked, payback.account_digest = account.masked, digest_of(payback, account)
    payback.confirm_hash = hash_of(confirm) if confirm else None
    payback.given_at, payback.confirmed_at = clock.now(), None
    payback.confirmed_by = payback.confirmed_how = ""
    payback.move("give")
    payback.save()


def _confirm(payback: Payback, *, how: str, by: Actor) -> None:
    payback.move("confirm")
    payback.confirmed_at, payback.confirmed_by, payback.confirmed_how = clock.now(), by.id, how
    payback.confirm_hash = None
    payback.save()
    close_tasks_about("payback_confirmed", payback.public_id, by=by, outcome="given anew")
    raise_task("payback_confirmed", payback.public_id, by=by, summary_facts=payback.amount.as_json())
    letters.tell_confirmed(payback, by=by)
    record("payback:confirm", payback.public_id, by=by, how=how)
