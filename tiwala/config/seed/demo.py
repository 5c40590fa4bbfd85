"""Live through a year in a few seconds, with the house's own verbs and the clock held at each day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from tiwala.audit.actions.record import record
from tiwala.business.actions.open_branch import open_branch
from tiwala.business.actions.set_brand import set_brand
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.facts import BranchFacts, OptionFacts, ProfileFacts
from tiwala.config.cli.progress import Progress
from tiwala.config.seed import people
from tiwala.config.seed.bank import Bank
from tiwala.config.seed.by_hand import show_transfers
from tiwala.config.seed.keeping import ELENA, SHEILA, Keeping, ends_soon
from tiwala.config.seed.story import ANA, Story, at
from tiwala.config.seed.welcome import STAFF, demo_password
from tiwala.customers.actions.register_customers import register_customers
from tiwala.customers.models import Customer
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.check_connection import check_connection
from tiwala.gateways.models import GatewayAccount
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.models import User
from tiwala.identity.trial import demo_seed
from tiwala.kit import clock, queue
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.db import action

METHODS = ("wallet", "card", "qrph", "bank", "otc")
MONTHS = 12


def seed() -> None:
    """Fill an empty house. Everything goes through actions: the audit, the books and the letters are real."""
    chance, now = Random(7), clock.now()  # noqa: S311 -- a story, not a secret
    bank = Bank()
    with at(now - timedelta(days=410)):
        account = _house()
        customers = register_customers(people.customers(chance), by=SYSTEM)
        users = {customers[place].public_id: _sign_in(customers[place]) for place in (ANA, SHEILA, ELENA)}
    keeping = Keeping(bank, account, users, last_month=ends_soon()) if bank.answers() else None
    story = Story(chance, keeping=keeping, account=account, customers=customers)
    bill_days = [now - timedelta(days=13 + 30 * back, hours=2) for back in range(MONTHS, -1, -1)]
    progress = Progress("A year of the demo business", len(bill_days) + 1)
    with bank_quiet(story.bank):
        for month, day in enumerate(bill_days):
            story.live(day, month=month, is_last=month == len(bill_days) - 1)
            progress.step()
        with at(now - timedelta(hours=3)):
            story.leave_work_for_a_person()
            show_transfers(but=customers[ANA].public_id)
    if story.bank is not None:
        check_connection(account.pk, by=SYSTEM)
    _staff()
    _say_so()
    queue.defer("ledger.check")
    queue.defer("audit.sign_head")
    progress.end()


@contextmanager
def bank_quiet(bank: Bank | None) -> Iterator[None]:
    """The bank sends no notices about the past, and is back in our day afterwards."""
    if bank is None:
        yield
        return
    bank.tell_us_at("")
    yield
    bank.clock_back()
    account = GatewayAccount.objects.order_by("created_at").first()
    if account is not None:
        bank.tell_us_at(f"{conf.outside.base_url}/notices/sandbox/{account.public_id}/")


def _house() -> GatewayAccount:
    profile = ProfileFacts(
        registered_name="Bayanihan Fiber Internet Services",
        trade_name="Bayanihan Fiber",
        tin="008-123-456-00000",
        vat_status="vat",
        address="88 Maginhawa Street, Teachers Village, Quezon City 1101",
        email="tulong@bayanihanfiber.example",
        phone="0917 555 0188",
    )
    set_profile(profile, by=SYSTEM)
    open_branch(BranchFacts(code="00000", name="Head office", address=profile.address), by=SYSTEM)
    open_branch(BranchFacts(code="00001", name="Marikina", address="14 Shoe Avenue, Marikina City 1800"), by=SYSTEM)
    set_brand(colour="#0f6a5b", logo=b"", by=SYSTEM)
    account = add_account(
        NewAccount("sandbox", "Sandbox", "test", "demo", {"api_key": "sk_test_demo"}, "whsec_test_demo"), by=SYSTEM
    )
    for place, method in enumerate(METHODS):
        option = OptionFacts(
            method=method,
            gateway_account_ref=account.public_id,
            position=place,
            allow_partial=True,
            min_partial_minor=10_000,
        )
        set_payment_option(option, by=SYSTEM)
    return account


def _sign_in(customer: Customer) -> User:
    person = PersonFacts(customer.name, customer.email, password=demo_password())
    return make_customer_user(person, customer_ref=customer.public_id, by=SYSTEM)


def _staff() -> None:
    password = demo_password()
    for name, email, role in STAFF:
        make_staff(PersonFacts(name, email, password=password, totp_seed=demo_seed(email)), role=role, by=SYSTEM)


@action
def _say_so() -> None:
    record("demo:seed", "demo", by=SYSTEM)
