"""What lies on the disk: no planted name, address, number, key or seed in any byte of the database or of a dump."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from tests.makers import line, make_business, make_invoice
from tests.payment_makers import begin
from tests.security.conftest import PASSWORD
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.config.cli.pg_tools import tool
from tiwala.customers.actions.register_customer import register_customer
from tiwala.customers.facts import CustomerFacts
from tiwala.customers.models import Customer
from tiwala.events.actions.deliver import deliver
from tiwala.events.models import Delivery
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.conftest import outside, sandbox  # noqa: F401 -- the sandbox, a process of its own
from tiwala.gateways.models import GatewayAccount, Notice
from tiwala.gateways.tests.sandbox_process import Sandbox
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.mfa_adapter import MFAAdapter
from tiwala.identity.tests.people import fill_in
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.models import Document
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Outside
from tiwala.notify.models import Letter
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.models import Attempt

PLANTED = {
    "name": "Zenaida Quibuyenplanted",
    "e-mail": "zenaida.quibuyen@planted-mail.example",
    "phone": "+639171239876",
    "phone as typed": "0917 123 9876",
    "address": "77 Plantedlane, Barangay Kaligayahan",
    "tin": "987-654-321-00000",
    "seed": "PLANTEDSEEDJBSWY3DPEHPK3PXP",
    "gateway key": "sk_test_plantedkeyplantedkey",
    "notice secret": "whsec_test_plantednoticesecret",
    "visitor": "203.0.113.213",
}
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.allow_hosts(["127.0.0.1", "::1"]),
    pytest.mark.leaky_output,
]
MINOR = 150_000


@pytest.fixture
def planted(outside: Outside, sandbox: Sandbox) -> Attempt:  # noqa: F811 -- fixtures are named so
    """A customer with everything known of them, billed, written to, signed in and paid over a gateway's wire."""
    external = PLANTED["gateway key"].removeprefix("sk_test_")
    sandbox.control("accounts", {"account": external, "secrets": [PLANTED["notice secret"]]})
    make_business()
    keys = {"api_key": PLANTED["gateway key"]}
    account = add_account(NewAccount("sandbox", "Sandbox", "test", external, keys, PLANTED["notice secret"]), by=SYSTEM)
    set_payment_option(OptionFacts(method="card", gateway_account_ref=account.public_id), by=SYSTEM)
    facts = CustomerFacts(
        name=PLANTED["name"],
        email=PLANTED["e-mail"],
        phone=PLANTED["phone as typed"],
        address=PLANTED["address"],
        tin=PLANTED["tin"],
        tax_kind="vat",
    )
    customer = register_customer(facts, by=SYSTEM)
    person = PersonFacts(PLANTED["name"], PLANTED["e-mail"], password=PASSWORD)
    user = make_customer_user(person, customer_ref=customer.public_id, by=SYSTEM)
    Authenticator.objects.create(user=user, type="totp", data={"secret": MFAAdapter().encrypt(PLANTED["seed"])})
    invoice = make_invoice(customer, line(MINOR))
    send_invoice(invoice.public_id, by=SYSTEM)
    render_document(invoice.public_id, by=SYSTEM)
    _link, token = make_pay_link(invoice.public_id, by=SYSTEM)
    Client(REMOTE_ADDR=PLANTED["visitor"]).get(f"/pay/{token}/")
    attempt = begin(invoice, account=account)
    sandbox.control(f"checkouts/{attempt.reference}/pay", {"method": "card"})
    paid = ask_gateway(attempt.id, by=SYSTEM, source="test")
    assert paid.state == "captured"
    _tell(account)
    for delivery in Delivery.objects.filter(state="waiting").order_by("pk"):
        deliver(delivery.pk)
    return paid


def _tell(account: GatewayAccount) -> None:
    """Two notices that name the payer: a forged one, and one with the gateway's own proof. Both leave a row."""
    who = {"object": "checkout", "reference": "x", "id": "y", "payer": PLANTED["name"], "mail": PLANTED["e-mail"]}
    event = {"id": "evt_planted", "type": "checkout.paid", "live": False, "account": account.external_id, "data": who}
    body = json.dumps(event)
    at = int(clock.now().timestamp())
    proof = hmac.new(PLANTED["notice secret"].encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    door = f"/notices/sandbox/{account.public_id}/"
    Client().post(door, body, content_type="application/json")
    Client().post(door, body, content_type="application/json", headers={"sandbox-signature": f"t={at},v1={proof}"})
    assert Notice.objects.filter(proof="ok").count() == 1


def _forms(word: str) -> list[bytes]:
    """The word as it might lie on a disk: plain, in any case, as hex, as base64."""
    raw = word.encode()
    coded = [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)] if len(raw) > 9 else []
    return [raw, raw.lower(), raw.upper(), raw.hex().encode(), word.encode("utf-16-le"), *coded]


def _search(content: bytes) -> set[str]:
    return {name for name, word in PLANTED.items() if any(form in content for form in _forms(word))}


def _data_directory() -> Path:
    """Where the server that we speak to keeps its files; a test run's worker did not start it itself."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0])


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file())


def _read(path: Path) -> bytes:
    """What is in the file; nothing in one that the server removed meanwhile, such as another test's table."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_the_search_finds_what_is_there() -> None:
    """A search that finds nothing anywhere proves nothing."""
    assert _search(b"..." + PLANTED["name"].encode() + b"...") == {"name"}
    assert _search(PLANTED["tin"].encode().hex().encode()) == {"tin"}
    assert _search(base64.b64encode(b"ab" + PLANTED["address"].encode())) == {"address"}


def test_no_byte_of_the_database_on_disk_tells_anything(planted: Attempt) -> None:
    fill_in(Client(), PLANTED["e-mail"], PASSWORD)
    folder = _data_directory()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted_in_plain AS SELECT 'plain-as-day-planted-marker' AS word")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_switch_wal()")
    try:
        contents = {path: _read(path) for path in [*_files(folder), *folder.parent.glob("log/*")]}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted_in_plain")
    assert any(b"plain-as-day-planted-marker" in content for content in contents.values()), "looked at the wrong place"
    found = {f"{path.relative_to(folder.parent)}: {what}" for path, raw in contents.items() if (what := _search(raw))}
    assert not found


def test_a_dump_tells_nothing(planted: Attempt) -> None:
    fill_in(Client(), PLANTED["e-mail"], PASSWORD)
    settings = connection.settings_dict
    command = [tool("pg_dump"), "--format=plain", "-h", settings["HOST"], "-U", settings["USER"]]
    done = subprocess.run([*command, settings["NAME"]], capture_output=True, check=True, timeout=120)
    assert b"COPY public.customers_customer" in done.stdout
    assert planted.reference.encode() in done.stdout
    assert not _search(done.stdout)


def test_the_keys_open_what_was_sealed(planted: Attempt) -> None:
    """What was sealed is still there: empty tables would pass the search as well."""
    customer, letter = Customer.objects.get(), Letter.objects.filter(kind="invoice").get()
    assert (customer.name, customer.address) == (PLANTED["name"], PLANTED["address"])
    assert PLANTED["e-mail"] == letter.to_email
    assert GatewayAccount.objects.get().keys["api_key"] == PLANTED["gateway key"]
    assert Document.objects.filter(kind="invoice_pdf").get().content.startswith(b"%PDF")
