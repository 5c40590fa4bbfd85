"""Make what a test needs, through the house's own verbs: plain functions with good defaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tiwala.business.actions.open_branch import open_branch
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.facts import BranchFacts, ProfileFacts
from tiwala.business.models import Branch, Profile
from tiwala.customers.actions.register_customer import register_customer
from tiwala.customers.facts import CustomerFacts
from tiwala.customers.models import Customer
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.models import GatewayAccount
from tiwala.invoicing.actions.draft_invoice import draft_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.totals import LineFacts, TaxClass, VatMode
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM


def make_business(vat_status: str = "vat") -> Branch:
    """A seller who may issue invoices; the same one when called again. Gives the head branch."""
    if not Profile.objects.exists():
        facts = ProfileFacts(
            registered_name="Sampaguita Clinic",
            tin="123-456-789-00000",
            vat_status=vat_status,
            address="12 Mabini Street, Quezon City",
            email="billing@sampaguita.example",
            phone="0917 123 4567",
        )
        set_profile(facts, by=SYSTEM)
    found = Branch.objects.filter(code="00000").first()
    return found or open_branch(BranchFacts(code="00000", name="Head office", address="12 Mabini Street"), by=SYSTEM)


def make_customer(name: str = "Ana Reyes", **more: str) -> Customer:
    """Somebody who pays."""
    return register_customer(CustomerFacts(name=name, **{"email": f"{ids.uuid7().hex}@example.ph", **more}), by=SYSTEM)


def line(price_minor: int = 150_000, quantity: str = "1", tax: str = "vat", discount_minor: int = 0) -> LineFacts:
    """One line; prices in centavos."""
    return LineFacts("Consultation", Decimal(quantity), price_minor, TaxClass(tax), discount_minor)


def make_draft(customer: Customer | None = None, *lines: LineFacts, due_on: date | None = None) -> Invoice:
    """A draft of ₱1,500.00 with VAT inside, unless lines are given."""
    make_business()
    who = customer or make_customer()
    facts = InvoiceFacts(who.public_id, lines or (line(),), due_on=due_on, vat_mode=VatMode.INCLUSIVE)
    return draft_invoice(facts, by=SYSTEM)


def make_invoice(customer: Customer | None = None, *lines: LineFacts, due_on: date | None = None) -> Invoice:
    """An issued invoice."""
    return issue_invoice(make_draft(customer, *lines, due_on=due_on).public_id, by=SYSTEM)


def make_gateway(external_id: str = "demo", *, secret: str = "whsec_test_demo") -> GatewayAccount:  # noqa: S107 -- the sandbox's own
    """An account at the sandbox gateway."""
    facts = NewAccount("sandbox", "Sandbox", "test", external_id, {"api_key": f"sk_test_{external_id}"}, secret)
    return add_account(facts, by=SYSTEM)
