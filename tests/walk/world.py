"""A house with everything in it: two customers with one of each thing, and what is the house's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.test import Client

from tests.autopay_makers import make_agreed, planned
from tests.dispute_makers import dispute
from tests.makers import make_business, make_customer, make_draft, make_invoice
from tests.payback_makers import token_in_letter
from tests.payment_makers import captured, make_account, make_notice, promise
from tests.saving import make_kept
from tests.transfer_makers import begin_transfer, make_receiving, show_proof, transfer_of
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.customers.models import Customer
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.tests.makers import a_burst, a_lookback, looked_at
from tiwala.fraud.tests.schools import keep_model
from tiwala.gateways.models import GatewayAccount
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.ask_for_role import ask_for_role
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.actions.make_role import RoleFacts, make_role
from tiwala.identity.actions.open_review import open_review
from tiwala.identity.actions.open_service_account import open_service_account
from tiwala.identity.letter_links import not_me_url
from tiwala.identity.models import CustomerAccess, Passkey, Recovery, Session, User
from tiwala.identity.tests.people import PASSWORD, make_cora, sign_in
from tiwala.identity.tokens import digest, new_token
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.make_evidence import make_evidence
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.notify.models import Letter
from tiwala.payments.actions.ask_for_payback import ask_for_payback
from tiwala.payments.actions.book_statement import book_statement
from tiwala.payments.actions.give_account import give_account, read_account
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.take_in_list import take_in_list
from tiwala.payments.asked_statements import Asked
from tiwala.payments.facts import PaybackFacts, RefundFacts
from tiwala.payments.models import Attempt, BookedLine, Payback
from tiwala.tasks.actions.raise_task import raise_task


@dataclass(frozen=True)
class Own:
    """What is one customer's: public ids and the token of a pay link, by the names used in `holes.py`."""

    name: str
    customer: str
    draft: str
    open: str
    paid: str
    credit_note: str
    live_attempt: str
    attempt: str
    came_back: str
    payment: str
    refund: str
    dispute: str
    pack: str
    payback: str
    payback_link: str
    payback_confirm: str
    link: str
    token: str
    letter: str
    task: str
    access: str
    invitation: str
    session: str
    passkey: str
    transfer: str
    proof: str
    kept: str
    collection: str
    looked_at: str


@dataclass(frozen=True)
class World:
    """Ana's things, Ben's things, and the house's."""

    ana: Own
    ben: Own
    gateway: str
    notice: str
    receiving: str
    option: str
    key: str
    program: str
    invitation: str
    invited: str
    staff_member: str
    role: str
    proposal: str
    review: str
    review_line: str
    not_me: str
    stop: str
    rule: str
    burst: str
    lookback: str
    model: str
    listed: str
    dispute_list: str
    booked: str


def make_world() -> World:
    """One of everything, as the verbs of the house make it."""
    make_business()
    account = make_account()
    option = set_payment_option(OptionFacts(method="card", gateway_account_ref=account.public_id), by=SYSTEM)
    program = open_service_account("Web shop", by=SYSTEM)
    key, _text = issue_key(KeyFacts("Orders", frozenset({"invoice.view"}), service_id=program.pk), by=SYSTEM)
    invited, invitation = invite(InvitationFacts("Nina", "nina@example.ph", role="cashier"), by=SYSTEM)
    somebody = make_cora("support", "somebody@example.ph")
    proposal = ask_for_role(somebody.pk, role="cashier", reason="At the till too", key="walk", by=SYSTEM)
    review = open_review(by=SYSTEM, even_early=True)
    assert review is not None
    bring_packs(by=SYSTEM)
    listed = add_to_list(EntryFacts("deny", "net", "203.0.113.0", "Cards were tried from there"), by=SYSTEM)
    ana = _make_own("Ana Reyes", account)
    return World(
        ana=ana,
        ben=_make_own("Ben Cruz", account),
        gateway=account.public_id,
        notice=make_notice(account).public_id,
        receiving=make_receiving("GCash").public_id,
        option=option.public_id,
        key=key.public_id,
        program=program.public_id,
        invitation=invitation,
        invited=invited.public_id,
        role=make_role(RoleFacts("Evening desk", frozenset({"invoice.view"})), by=SYSTEM).public_id,
        proposal=proposal.public_id,
        review=review.public_id,
        review_line=review.lines.earliest("id").public_id,
        staff_member=somebody.public_id,
        not_me=not_me_url(somebody).rstrip("/").rpartition("/")[2],
        stop=_waiting(somebody),
        rule=RuleVersion.objects.get(name="throwaway_mail").public_id,
        lookback=a_lookback(),
        burst=a_burst(),
        model=keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30)).public_id,
        listed=listed.public_id,
        dispute_list=take_in_list(f"{ana.payment},CB-9,1.00,lost", by=SYSTEM),
        booked=_booked(account),
    )


def _booked(account: GatewayAccount) -> str:
    """A payout in the books, from a file."""
    book_statement(account.public_id, Asked(text="reference,amount,kind\npo_1,1.00,payout"), by=SYSTEM)
    return BookedLine.objects.get().public_id


def _payback(attempt: Attempt, name: str) -> tuple[Payback, str, str]:
    """A payback whose account waits to be confirmed, and the tokens of both its links."""
    wish = PaybackFacts(attempt.payment.public_id, Money(1_000, "PHP"), "Too much", f"pbk {name}")
    payback = ask_for_payback(wish, by=SYSTEM)
    link = token_in_letter(payback)
    give_account(link, read_account("bdo", name, "0012345678", "0012345678"), by=SYSTEM)
    return payback, link, token_in_letter(payback)


def _make_own(name: str, account: GatewayAccount) -> Own:
    customer = make_customer(name)
    with clock.hold(clock.now() - timedelta(days=3)):
        opened, paid = make_invoice(customer), make_invoice(customer)
    draft = make_draft(customer)
    note = credit_invoice(opened.public_id, facts=CreditFacts(Money(1_000, "PHP"), "Late", f"cn {name}"), by=SYSTEM)
    came_back = str(ids.uuid7())
    attempt = captured(paid, account=account, key=f"{customer.public_id}:{came_back}")
    live = promise(opened, account=account, amount_minor=5_000, key=f"{opened.public_id}:{came_back}")
    back = RefundFacts(attempt.payment.public_id, Money(1_000, "PHP"), "Too much", "cash", f"rf {name}")
    refund = refund_payment(back, by=SYSTEM)
    payback, link_to_give, confirm = _payback(attempt, name)
    disputed = dispute(attempt, amount=Money(2_000, "PHP"))
    link, token = make_pay_link(opened.public_id, by=SYSTEM)
    send_invoice(opened.public_id, by=SYSTEM)
    first = name.split(maxsplit=1)[0].lower()
    keeper = PersonFacts(f"{name} Keeper", f"{first}.keeps@example.ph", password=PASSWORD)
    user = make_customer_user(keeper, customer_ref=customer.public_id, by=SYSTEM)
    invited = InvitationFacts(
        f"{name} Guest", f"{first}.guest@example.ph", customer_ref=customer.public_id, level="sees"
    )
    invitation, _token = invite(invited, by=SYSTEM)
    by_hand = begin_transfer(make_invoice(customer))
    proof = show_proof(by_hand)
    task = action(raise_task)("unknown_too_long", live.public_id, by=SYSTEM, summary_facts={})
    return Own(
        name=name,
        customer=customer.public_id,
        draft=draft.public_id,
        open=opened.public_id,
        paid=paid.public_id,
        credit_note=note.public_id,
        live_attempt=live.public_id,
        attempt=attempt.public_id,
        came_back=came_back,
        payment=attempt.payment.public_id,
        refund=refund.public_id,
        payback=payback.public_id,
        payback_link=link_to_give,
        payback_confirm=confirm,
        dispute=disputed.public_id,
        pack=make_evidence(disputed.public_id, by=SYSTEM).public_id,
        link=link.public_id,
        token=token,
        letter=Letter.objects.latest("id").public_id,
        task=task.public_id,
        access=CustomerAccess.objects.get(user=user).public_id,
        invitation=invitation.public_id,
        session=_session_of(user, keeper.email),
        passkey=_passkey_of(user),
        transfer=transfer_of(by_hand).public_id,
        proof=proof.public_id,
        kept=make_kept(customer, account).public_id,
        collection=_collection(customer, account),
        looked_at=looked_at(attempt.payment.public_id, customer.public_id),
    )


def _collection(customer: Customer, account: GatewayAccount) -> str:
    """An invoice of this customer's that is planned to be collected."""
    make_agreed(customer, account)
    return planned(make_invoice(customer)).public_id


def _waiting(user: User) -> str:
    """The token of a letter that stops a way back in."""
    token, at = new_token(), clock.now() + timedelta(days=1)
    Recovery.objects.create(user=user, asked_by="usr_x", stop_hash=digest(token), takes_effect_at=at)
    return token


def _session_of(user: User, email: str) -> str:
    """A browser of this person's, signed in somewhere."""
    sign_in(Client(), email)
    return Session.objects.get(user=user).public_id


def _passkey_of(user: User) -> str:
    """A passkey as it lies in the tables; nobody signs in with this one."""
    row = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    facts = {"name": "Phone", "credential_id": user.pk.bytes, "is_backup_eligible": False, "is_backed_up": False}
    return Passkey.objects.create(authenticator=row, user=user, **facts).public_id
