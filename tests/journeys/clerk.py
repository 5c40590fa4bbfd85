"""Does, inside a running house, what a journey needs done beforehand: a line of JSON in, a line of JSON out.

A process of its own (`python -m tests.journeys.clerk`), because the tests' own process speaks to another database.
Everything goes through the house's own verbs, as the application's own role.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count as counting
from itertools import islice
from typing import Any

from tiwala.config.cli.database import ready
from tiwala_sandbox.scenarios import BY_ENDING


def invoice(
    *prices_minor: int,
    customer: str = "",
    language: str = "en",
    due_in_days: int = 15,
    issued_days_ago: int = 0,
    description: str = "Internet, this month",
) -> dict[str, str]:
    """An issued invoice with a line for each price, and a fresh pay link to it."""
    from tiwala.invoicing.actions.draft_invoice import draft_invoice
    from tiwala.invoicing.actions.issue_invoice import issue_invoice
    from tiwala.invoicing.facts import InvoiceFacts
    from tiwala.invoicing.totals import LineFacts, TaxClass
    from tiwala.kit import clock
    from tiwala.kit.actor import SYSTEM

    with clock.hold(clock.now() - timedelta(days=issued_days_ago)):
        who = customer or make_customer(language=language)
        lines = tuple(
            LineFacts(f"Item {at}", Decimal(1), price, TaxClass.VAT) for at, price in enumerate(prices_minor, 1)
        )
        due_on = clock.today("Asia/Manila") + timedelta(days=due_in_days)
        facts = InvoiceFacts(who, lines, due_on=due_on, description=description)
        issued = issue_invoice(draft_invoice(facts, by=SYSTEM).public_id, by=SYSTEM)
        made = link(issued.public_id)
    return {"ref": issued.public_id, "number": issued.number_text, "customer": who, **made}


def invoices(count: int, *, first_minor: int, customers: int = 50) -> list[dict[str, str]]:
    """Many issued invoices of one line each, every next one a centavo more, shared out among new customers.

    Amounts by which the sandbox plays something are left out.
    """
    who = [make_customer(name=f"Payer {at}") for at in range(customers)]
    amounts = islice((minor for minor in counting(first_minor) if minor % 10_000 not in BY_ENDING), count)
    return [invoice(minor, customer=who[at % customers]) for at, minor in enumerate(amounts)]


def make_customer(*, language: str = "en", name: str = "Liza Manansala") -> str:
    """Somebody who pays; gives the public id."""
    from tiwala.customers.actions.register_customer import register_customer
    from tiwala.customers.facts import CustomerFacts
    from tiwala.kit import ids
    from tiwala.kit.actor import SYSTEM

    facts = CustomerFacts(name=name, email=f"{ids.uuid7().hex}@mail.example", language=language)
    return register_customer(facts, by=SYSTEM).public_id


def link(invoice_ref: str) -> dict[str, str]:
    """One more link to an invoice."""
    from tiwala.invoicing.actions.make_pay_link import make_pay_link, pay_url
    from tiwala.kit.actor import SYSTEM

    made, token = make_pay_link(invoice_ref, by=SYSTEM)
    return {"link": made.public_id, "url": pay_url(token)}


def revoke(link_ref: str) -> None:
    """End a link."""
    from tiwala.invoicing.actions.make_pay_link import revoke_pay_link
    from tiwala.kit.actor import SYSTEM

    revoke_pay_link(link_ref, by=SYSTEM)


def void(invoice_ref: str) -> None:
    """Take an invoice back."""
    from tiwala.invoicing.actions.void_invoice import void_invoice
    from tiwala.kit.actor import SYSTEM

    void_invoice(invoice_ref, reason="Billed by mistake", by=SYSTEM)


def sign_in(*, customer: str, name: str = "Liza Manansala", level: str = "manages") -> dict[str, str]:
    """An account that goes so far for a customer; gives address and password."""
    from tiwala.config.seed.welcome import demo_password
    from tiwala.identity.accounts import PersonFacts
    from tiwala.identity.actions.make_customer_user import make_customer_user
    from tiwala.kit import ids
    from tiwala.kit.actor import SYSTEM

    person = PersonFacts(name, f"{ids.uuid7().hex}@mail.example", password=demo_password())
    make_customer_user(person, customer_ref=customer, by=SYSTEM, level=level)
    return {"email": person.email, "password": person.password}


def letter(*, to: str) -> str:
    """The words of the newest letter to an address."""
    from tiwala.notify.models import Letter

    return next(one.body_text for one in Letter.objects.order_by("-id")[:50] if one.to_email == to)


def staff() -> dict[str, str]:
    """The demo's staff by role, and their password."""
    from tiwala.config.seed.welcome import STAFF, demo_password

    return {role: email for _name, email, role in STAFF} | {"password": demo_password()}


def owed(invoice_ref: str) -> int:
    """What is still due on an invoice, in centavos, from the ledger."""
    from tiwala.ledger import balances

    return int(balances.open_amount(invoice_ref))


def credit(customer_ref: str) -> int:
    """What we owe a customer, in centavos, from the ledger."""
    from tiwala.ledger import balances

    return int(balances.credit_of(customer_ref, currency="PHP"))


def tries(invoice_ref: str) -> list[str]:
    """The state of every try to pay an invoice, oldest first."""
    from tiwala.payments.models import Attempt

    found = Attempt.objects.filter(payment__targets__target_ref=invoice_ref).order_by("id")
    return list(found.values_list("state", flat=True))


def unpapered() -> list[str]:
    """Payments that came and have no receipt."""
    from tiwala.invoicing.models import Receipt
    from tiwala.payments.models import Payment

    papered = set(Receipt.objects.values_list("payment_ref", flat=True))
    return [one.public_id for one in Payment.objects.filter(state="captured") if one.public_id not in papered]


def hear(*, minutes_later: int) -> int:
    """Bring every message that somebody was bringing when they were killed, as it happens once their lease is over."""
    from tiwala.events.actions.deliver import deliver
    from tiwala.events.models import Delivery
    from tiwala.kit import clock

    with clock.hold(clock.now() + timedelta(minutes=minutes_later)):
        return sum(deliver(one.pk) for one in Delivery.objects.filter(state__in=("waiting", "running")))


def trust_gateways() -> None:
    """Forget the troubles that a journey made on purpose: payers are sent to every gateway again."""
    from tiwala.gateways.models import Call, Circuit
    from tiwala.gateways.states import CircuitState

    Call.objects.all().delete()
    for circuit in Circuit.objects.exclude(state=CircuitState.CLOSED):
        circuit.move("close")
        circuit.open_until = circuit.probe_until = None
        circuit.save()


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        invoice,
        invoices,
        make_customer,
        link,
        revoke,
        void,
        sign_in,
        letter,
        staff,
        owed,
        credit,
        tries,
        unpapered,
        hear,
        trust_gateways,
    )
}


def _answer(line: str) -> dict[str, Any]:
    from django.db import close_old_connections

    asked = json.loads(line)
    close_old_connections()  # the database may have been killed since the last question
    try:
        return {"done": VERBS[asked["verb"]](*asked["words"], **asked["more"])}
    except Exception:  # noqa: BLE001 -- the test shall see what went wrong
        return {"failed": traceback.format_exc()}


def main() -> None:
    """Answer until nobody asks any more."""
    with ready("journeys"):
        for line in sys.stdin:
            print(json.dumps(_answer(line)), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    main()
