"""Each role at each page: what opens, what does not, and that nobody signed out sees anything."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tiwala.console.rail import RAIL
from tiwala.console.tests.people import come_in
from tiwala.console.tests.world import World, make_world
from tiwala.identity.permissions import ROLES
from tiwala.kit.policy import Policy

PAGES = {
    "": "invoice.view",
    "search/?q=ana": "invoice.view",
    "customers/": "customer.view",
    "customers/{customer}/": "customer.view",
    "customers/{customer}/statement/": "ledger.view",
    "customers/new/": "customer.create",
    "customers/{customer}/edit/": "customer.edit",
    "customers/{customer}/close/": "customer.edit",
    "customers/{customer}/people/": "customer.view",
    "customers/{customer}/people/new/": "customer.edit",
    "customers/{customer}/credit/": "payment.record_cash",
    "customers/{customer}/invoices/new/": "invoice.create",
    "invoices/": "invoice.view",
    "invoices/?settlement=overdue": "invoice.view",
    "invoices/new/": "invoice.create",
    "invoices/{draft}/": "invoice.view",
    "invoices/{draft}/edit/": "invoice.create",
    "invoices/{draft}/issue/": "invoice.issue",
    "invoices/{open}/": "invoice.view",
    "invoices/{paid}/": "invoice.view",
    "invoices/{void}/": "invoice.view",
    "invoices/{open}/void/": "invoice.void",
    "invoices/{open}/credit-notes/new/": "invoice.credit",
    "invoices/{open}/payments/new/": "payment.record_cash",
    "documents/{open}/invoice_pdf/": "invoice.view",
    "documents/{open}/invoice_json/": "invoice.view",
    "audit/sign-ins/": "audit.view",
    "payments/": "payment.view",
    "payments/{payment}/": "payment.view",
    "payments/{payment}/refunds/new/": "refund.create",
    "transfers/": "payment.view",
    "transfers/?show=all": "payment.view",
    "transfers/{transfer}/": "payment.view",
    "transfers/{transfer}/confirmation/": "payment.record_cash",
    "transfers/{transfer}/proofs/{proof}/file/": "payment.record_cash",
    "transfers/{transfer}/proofs/{proof}/rejection/": "payment.record_cash",
    "refunds/": "refund.view",
    "refunds/{refund}/": "refund.view",
    "paybacks/": "refund.view",
    "paybacks/?state=asked": "refund.view",
    "disputes/": "dispute.view",
    "disputes/?state=won": "dispute.view",
    "disputes/import/": "dispute.handle",
    "disputes/{dispute}/": "dispute.view",
    "disputes/{dispute}/answers/new/": "dispute.handle",
    "payments/{disputed}/disputes/new/": "dispute.handle",
    "fraud/now/": "fraud.view",
    "fraud/now/?span=day": "fraud.view",
    "fraud/now/?span=month": "fraud.view",
    "fraud/bursts/{burst}/": "fraud.view",
    "fraud/bursts/{burst}/refusal/": "fraud.lists",
    "fraud/queue/": "fraud.view",
    "fraud/queue/?state=done": "fraud.view",
    "fraud/queue/{looked_at}/": "fraud.view",
    "fraud/queue/{looked_at}/handover/": "fraud.review",
    "fraud/queue/{looked_at}/outcome/": "fraud.review",
    "fraud/several/outcome/?about={looked_at}": "fraud.review",
    "fraud/queue/{looked_at}/refusal/": "fraud.lists",
    "fraud/queue/?state=mine": "fraud.view",
    "fraud/several/taking/": "fraud.review",
    "fraud/several/handover/": "fraud.review",
    "fraud/several/outcome/": "fraud.review",
    "tasks/": "task.view",
    "tasks/{task}/": "task.view",
    "tasks/{task}/close/": "task.handle",
    "approvals/": "task.view",
    "approvals/?state=ended": "task.view",
    "exports/customers/": "report.export",
    "settings/four-eyes/": "settings.view",
    "settings/four-eyes/limit/": "four_eyes.edit",
    "settings/four-eyes/alone/": "four_eyes.edit",
    "fraud/rules/": "fraud.view",
    "fraud/rules/throwaway_mail/": "fraud.view",
    "fraud/rules/throwaway_mail/versions/new/": "fraud.rules",
    "fraud/drafts/new/": "fraud.rules",
    "fraud/versions/{rule}/live/": "fraud.rules",
    "fraud/packs/new_account/live/": "fraud.rules",
    "fraud/models/": "fraud.view",
    "fraud/models/{model}/": "fraud.view",
    "fraud/models/{model}/live/": "fraud.rules",
    "fraud/lookbacks/{lookback}/": "fraud.view",
    "fraud/attributes/": "fraud.view",
    "fraud/limits/disputes/": "fraud.rules",
    "fraud/alarm/": "fraud.rules",
    "fraud/lists/": "fraud.view",
    "fraud/lists/?show=ended": "fraud.view",
    "fraud/lists/new/": "fraud.lists",
    "fraud/lists/import/": "fraud.lists",
    "ledger/": "ledger.view",
    "ledger/accounts/receivable/": "ledger.view",
    "ledger/accounts/clearing:{gateway}/": "ledger.view",
    "audit/": "audit.view",
    "outbox/": "outbox.view",
    "outbox/{letter}/": "outbox.view",
    "outbox/{letter}/page/": "outbox.view",
    "settings/": "settings.view",
    "settings/business/": "settings.edit",
    "settings/registration/": "settings.edit",
    "settings/look/": "settings.edit",
    "settings/branches/": "settings.view",
    "settings/branches/new/": "settings.edit",
    "settings/branches/00000/numbers/": "settings.edit",
    "settings/methods/": "settings.view",
    "settings/methods/new/": "settings.edit",
    "settings/methods/{option}/": "settings.edit",
    "settings/gateways/": "settings.view",
    "settings/gateways/new/": "gateway.edit",
    "settings/gateways/{gateway}/keys/": "gateway.edit",
    "settings/gateways/{gateway}/statement/": "payment.resolve",
    "settings/receiving/": "settings.view",
    "settings/receiving/new/": "gateway.edit",
    "settings/people/": "settings.view",
    "settings/people/new/": "settings.edit",
    "settings/people/{person}/": "role.manage",
    "settings/people/{person}/unlocking/": "role.manage",
    "settings/people/{person}/return/": "role.manage",
    "settings/people/{person}/leaving/": "role.manage",
    "settings/roles/": "settings.view",
    "settings/roles/new/": "role.manage",
    "settings/roles/{role}/": "role.manage",
    "settings/roles/matrix/": "settings.view",
    "settings/roles/matrix/?of=people": "settings.view",
    "settings/four-eyes/clearing/": "four_eyes.edit",
    "settings/reviews/": "settings.view",
    "settings/sign-in/": "settings.view",
    "settings/sign-in/staff_idle_minutes/": "settings.edit",
    "settings/keys/": "key.manage",
    "settings/keys/{key}/": "key.manage",
    "settings/keys/{key}/text/": "key.manage",
    "settings/keys/{key}/addresses/": "key.manage",
    "settings/programs/new/": "key.manage",
    "settings/keys/new/": "key.manage",
}


def address(page: str, world: World) -> str:
    return "/console/" + page.format(**{name: getattr(world, name) for name in World.__dataclass_fields__})


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_opens_what_it_may_and_nothing_else(role: str, world: World) -> None:
    client = come_in(role)
    wrong = {}
    for page, permission in PAGES.items():
        answer = client.get(address(page, world))
        expected = 200 if permission in ROLES[role] else 403
        if answer.status_code != expected:
            wrong[page] = answer.status_code
    assert not wrong


def test_eve_is_sent_to_sign_in(world: World) -> None:
    eve = Client()
    for page in PAGES:
        answer = eve.get(address(page, world))
        assert answer.status_code == 302, page
        assert answer.headers["Location"].startswith("/account/login/?next="), page


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_rail_shows_exactly_what_may_be_opened(role: str, world: World) -> None:
    page = come_in(role).get("/console/").content.decode()
    rail = page[page.index('id="rail"') : page.index('class="desk"')]
    shown = set(re.findall(r'href="(/console/[a-z/]*)"', rail)) - {"/console/"}
    entries = [entry for group in RAIL for entry in group.entries]
    assert shown == {reverse(one.door) for one in entries if one.permission in ROLES[role]} - {"/console/"}


def test_an_auditor_finds_no_button_that_changes_anything(world: World) -> None:
    client = come_in("auditor")
    harmless = ("/console/ledger/proofs/", "/console/audit/proofs/", "/language/", "/account/logout/")
    for page in ("", "invoices/{open}/", "payments/{payment}/", "tasks/{task}/", "settings/gateways/", "customers/"):
        text = client.get(address(page, world)).content.decode()
        actions = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"?]*)', text))
        assert {one for one in actions if not one.endswith("/export/")} <= set(harmless), page


def test_every_door_of_the_console_is_for_staff() -> None:
    from tiwala.console.urls import urlpatterns

    for door in urlpatterns:
        policy = door.callback.policy
        assert isinstance(policy, Policy)
        assert policy.who == "staff", door.name
        assert policy.permission, door.name
