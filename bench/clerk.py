"""Does inside a running house what a trial needs: `python -m bench.clerk VERB '[arguments]'`, its answer as JSON.

A process of its own, so that the bench itself stays light. Everything goes through the house's own verbs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from tiwala.config.cli.database import ready

PRICE_MINOR = 149_900


def bills(count: int) -> list[dict[str, str]]:
    """Issued invoices of ₱1,499.00, each with a fresh pay link, shared out among the customers there are."""
    from tiwala.invoicing.actions.issue_invoices import issue_invoices
    from tiwala.invoicing.actions.make_pay_link import make_pay_link
    from tiwala.kit.actor import SYSTEM

    refs = drafts(count)
    issue_invoices(refs, by=SYSTEM)
    return [{"ref": ref, "token": make_pay_link(ref, by=SYSTEM)[1]} for ref in refs]


def drafts(count: int) -> list[str]:
    """Drafts of one line, by their public ids."""
    from tiwala.customers.models import Customer
    from tiwala.invoicing.actions.draft_invoice import draft_invoice
    from tiwala.invoicing.facts import InvoiceFacts
    from tiwala.invoicing.totals import LineFacts, TaxClass
    from tiwala.kit.actor import SYSTEM

    line = LineFacts("Fiber 100 Mbps", Decimal(1), PRICE_MINOR, TaxClass.VAT)
    people = [one.public_id for one in Customer.objects.order_by("id")[:40]]
    each = [InvoiceFacts(people[at % len(people)], (line,), description="Internet") for at in range(count)]
    return [draft_invoice(facts, by=SYSTEM).public_id for facts in each]


def issue(count: int, singly: int) -> dict[str, Any]:
    """Issue many drafts in one go and a few one by one: seconds of each, and whether all are issued."""
    from tiwala.invoicing.actions.issue_invoice import issue_invoice
    from tiwala.invoicing.actions.issue_invoices import issue_invoices
    from tiwala.invoicing.models import Invoice
    from tiwala.kit import ids
    from tiwala.kit.actor import SYSTEM

    many, few = drafts(count), drafts(singly)
    begun = time.perf_counter()
    done = issue_invoices(many, by=SYSTEM)
    many_s, begun = time.perf_counter() - begun, time.perf_counter()
    for ref in few:
        issue_invoice(ref, by=SYSTEM)
    few_s = time.perf_counter() - begun
    pks = [ids.decode("inv", ref) for ref in [*many, *few]]
    issued = Invoice.objects.filter(pk__in=pks, state="issued").exclude(number_text="")
    numbers = len(set(issued.values_list("number_text", flat=True)))
    return {"many_s": many_s, "few_s": few_s, "now": done.now, "numbers": numbers}


def pages(paths: dict[str, str], cookie: str) -> dict[str, dict[str, Any]]:
    """The statements each page runs once its process is warm, and its size in bytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(headers={"Cookie": cookie, "Host": "localhost", "Accept-Language": "en"}), {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        statements = [one["sql"] for one in seen.captured_queries]
        found[name] = {"statements": statements, "octets": len(answer.content), "status": answer.status_code}
    return found


def account() -> dict[str, str]:
    """The demo's gateway account, its secret for notices, and a payment that a notice may speak of."""
    from tiwala.gateways.models import GatewayAccount
    from tiwala.payments.models import Attempt

    found = GatewayAccount.objects.order_by("created_at").first()
    paid = Attempt.objects.filter(state="captured").exclude(reference="").order_by("-id").first()
    assert found is not None
    assert paid is not None
    return {"ref": found.public_id, "secret": "whsec_test_demo", "key": paid.key, "reference": paid.reference}


def staff() -> dict[str, str]:
    """The owner's sign-in."""
    from tiwala.config.seed.welcome import STAFF, demo_password

    return {"login": STAFF[0][1], "password": demo_password()}


def staff_code() -> str:
    """What the owner's authenticator app shows now."""
    from tiwala.config.seed.welcome import STAFF
    from tiwala.identity.trial import code_now, demo_seed

    return code_now(demo_seed(STAFF[0][1]))


def papers(count: int) -> dict[str, float]:
    """Milliseconds to set an invoice as PDF and keep it: the first one, and the median of those after it."""
    from tiwala.invoicing.actions.render_document import render_document
    from tiwala.invoicing.models import Invoice
    from tiwala.kit.actor import SYSTEM

    took = []
    for invoice in Invoice.objects.filter(state="issued").order_by("-id")[: count + 1]:
        begun = time.perf_counter()
        render_document(invoice.public_id, by=SYSTEM)
        took.append((time.perf_counter() - begun) * 1000)
    return {"first_ms": took[0], "warm_ms": median(took[1:])}


def receipted(refs: list[str]) -> int:
    """How many of these invoices are paid in full and have a receipt of that payment."""
    from tiwala.invoicing.models import Receipt
    from tiwala.kit import ids
    from tiwala.ledger import balances
    from tiwala.payments.models import Allocation

    paid = dict(Allocation.objects.filter(target_ref__in=refs).values_list("target_ref", "payment_id"))
    payments = {ids.encode("pay", pk): ref for ref, pk in paid.items()}
    found = Receipt.objects.filter(payment_ref__in=payments).values_list("payment_ref", flat=True)
    owed = balances.open_amounts(refs)
    return sum(owed[payments[payment]] == 0 for payment in set(found))


def payer() -> dict[str, str]:
    """What a new customer's person types to sign in: a password alone."""
    from tiwala.customers.models import Customer
    from tiwala.identity.accounts import PersonFacts
    from tiwala.identity.actions.make_customer_user import make_customer_user
    from tiwala.kit import ids
    from tiwala.kit.actor import SYSTEM

    email, password = f"{ids.uuid7().hex}@example.ph", "blue rabbit over quiet harbour"
    customer = Customer.objects.order_by("id").first()
    assert customer is not None
    make_customer_user(PersonFacts("Bench", email, password=password), customer_ref=customer.public_id, by=SYSTEM)
    return {"login": email, "password": password}


def argon2(count: int) -> list[float]:
    """Milliseconds of each of so many bare checks of a password, at the house's own cost."""
    from django.contrib.auth.hashers import check_password, make_password

    kept, took = make_password("blue rabbit over quiet harbour"), []
    for _try in range(count):
        begun = time.perf_counter()
        assert check_password("blue rabbit over quiet harbour", kept)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def fraud_marks(ip: str) -> dict[str, str]:
    """The fingerprints of an address and its network, as hex: what a history must hold to be this address's."""
    from tiwala.fraud.keys import address_keys, mark

    line, net = address_keys(ip)
    return {"ip": (mark("ip", line) or b"").hex(), "net": (mark("net", net) or b"").hex()}


def tries(count: int, ip: str) -> dict[str, Any]:
    """Assess so many tries, each of a customer and a browser of its own: milliseconds, degraded ones, what was seen."""
    from tiwala.fraud.actions.assess_try import assess_try
    from tiwala.fraud.facts import TryFacts
    from tiwala.kit import clock, ids
    from tiwala.kit.money import Money

    took, degraded, seen = [], 0, 0.0
    for at in range(count):
        own = ids.uuid7().hex
        facts = TryFacts(
            payment_ref=f"pay_{own}",
            customer_ref=f"cus_{own}",
            amount=Money(PRICE_MINOR, "PHP"),
            method="card",
            ip=ip or f"10.{at // 250 % 250}.{at % 250}.7",
            mail=f"{own}@example.ph",
            phone="0917 123 4567",
            device_key=own,
            bill_address=f"{at} Rizal Ave",
            customer_since=clock.now(),
        )
        begun = time.perf_counter()
        assessed = assess_try(facts)
        took.append((time.perf_counter() - begun) * 1000)
        degraded += assessed.is_degraded
        seen = float(assessed.values.get("ip_tries_24h") or 0)
    return {"took_ms": took, "degraded": degraded, "seen": seen}


def looked_back(rule: str) -> dict[str, Any]:
    """Ask a rule of every stored assessment: seconds, tries, hits, and the process's peak of memory in bytes."""
    from tiwala.fraud.backtest.run import backtest
    from tiwala.kit import clock

    begun = time.perf_counter()
    found = backtest(rule, since=clock.now() - timedelta(days=3650))
    took_s = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"took_s": took_s, "tries": found.tries, "hits": found.hits.tries, "peak_bytes": peak}


def looked_at() -> dict[str, str]:
    """What a model of the house looks at, and the kind of each."""
    from tiwala.fraud.attributes import KINDS
    from tiwala.fraud.learning.lessons import LOOKED_AT

    return {name: KINDS[name] for name in LOOKED_AT}


def train() -> dict[str, Any]:
    """Train as the worker does: seconds and memory, and what came of it."""
    from tiwala.fraud.actions.train_model import train_model
    from tiwala.kit.actor import SYSTEM

    os.nice(5)
    begun = time.perf_counter()
    training = train_model(by=SYSTEM)
    if training is None:
        return {"how": "nothing"}
    worker_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = {name: training.facts.get(name) for name in ("took_s", "cpu_s", "peak_mb", "why")}
    all_s = time.perf_counter() - begun
    return {"how": training.how, "frauds": training.frauds, "all_s": all_s, "worker_mb": worker_mb, **facts}


def school() -> dict[str, Any]:
    """The work of a training without keeping anything, as low in priority as the worker's."""
    from tiwala.fraud.learning.child import schooled_apart
    from tiwala.fraud.learning.history import lessons
    from tiwala.kit import clock

    os.nice(5)
    return {"how": schooled_apart(lessons(), clock.now().timestamp(), [])["how"]}


def scoring(count: int) -> dict[str, float]:
    """Microseconds of one score, and of two with their reasons, by the newest model and a full set of values."""
    from tiwala.fraud.models import Assessment, ModelVersion
    from tiwala.fraud.scorers import scorer_of, scores_of

    version = ModelVersion.objects.order_by("-number")[0]
    known = Assessment.objects.order_by("-id")[0].values
    live, shadow = (scorer_of(version, is_live=is_live) for is_live in (True, False))
    one, both = [], []
    for _ in range(count):
        one.append(scores_of(known, [live]).took_us or 0)
        both.append(scores_of(known, [live, shadow]).took_us or 0)
    return {"one_us": median(one), "both_us": median(both)}


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        bills,
        drafts,
        issue,
        pages,
        account,
        staff,
        staff_code,
        papers,
        receipted,
        payer,
        argon2,
        fraud_marks,
        tries,
        looked_back,
        looked_at,
        train,
        school,
        scoring,
    )
}


def main() -> None:
    """Do one thing."""
    with ready("bench"):
        print(json.dumps(VERBS[sys.argv[1]](*json.loads(sys.argv[2]))))


if __name__ == "__main__":
    main()
