"""What a person needs to look around the demo: an open invoice's link and the demo's sign-ins."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from tiwala.identity.trial import demo_seed
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, secrets
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound
from tiwala.ledger import balances
from tiwala.payments.queries import live_targets

CUSTOMER_EMAIL = "ana.reyes@mail.example"
STAFF = (
    ("Dan Villanueva", "dan@bayanihanfiber.example", "owner"),
    ("Cora Mendoza", "cora@bayanihanfiber.example", "cashier"),
    ("Bing Salazar", "bing@bayanihanfiber.example", "accountant"),
    ("Sol Navarro", "sol@bayanihanfiber.example", "support"),
    ("Audra Lim", "audra@bayanihanfiber.example", "auditor"),
    ("Lito Santos", "lito@bayanihanfiber.example", "admin"),
)


@dataclass(frozen=True, slots=True)
class Welcome:
    """The token of a fresh pay link, and who may sign in. One password for all of the demo's people.

    Staff have a second step too; `staff_seed` puts the owner's into an authenticator app.
    """

    pay_token: str = field(repr=False)
    staff_email: str
    staff_seed: str = field(repr=False)
    customer_email: str
    password: str = field(repr=False)


def welcome() -> Welcome:
    """A new link to an invoice that is open now; tokens are stored hashed, so each start makes its own."""
    _link, token = make_pay_link(_open_invoice(), by=SYSTEM, made_for="demo")
    return Welcome(token, STAFF[0][1], demo_seed(STAFF[0][1]), CUSTOMER_EMAIL, demo_password())


def demo_password() -> str:
    """The demo password of this installation, derived from its key file: the same at every start, nowhere written."""
    letters = base64.b32encode(secrets.mac("demo", b"password")).decode().lower()
    return f"demo-{letters[:4]}-{letters[4:8]}-{letters[8:12]}"


def _open_invoice() -> str:
    open_now = Invoice.objects.filter(state="issued", due_on__gte=clock.now().date()).select_related("customer")
    latest = sorted(open_now.order_by("-issued_at")[:100], key=lambda one: one.customer.language != "en")
    refs = [invoice.public_id for invoice in latest]
    owed, live = balances.open_amounts(refs), live_targets(refs)
    for ref in refs:
        if owed[ref] > 0 and ref not in live:
            return ref
    raise NotFound(wanted="open invoice")
