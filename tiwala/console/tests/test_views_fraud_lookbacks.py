"""From a rule's page: look back, see how far it is, read what it would have done."""

from __future__ import annotations

import pytest
from django.test import Client

from tiwala.console.tests.forms import press
from tiwala.console.tests.people import come_in
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.actions.look_back import look_back
from tiwala.fraud.models import Lookback, RuleVersion
from tiwala.fraud.tests.makers import tried
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db


def asked(client: Client) -> str:
    bring_packs(by=SYSTEM)
    version = RuleVersion.objects.get(name="throwaway_mail").public_id
    return str(press(client, f"/console/fraud/versions/{version}/lookbacks/").url)  # type: ignore[attr-defined]


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_watched_while_it_goes_on_with_and_without_scripts(owner: Client) -> None:
    shown = text(owner, asked(owner))
    assert 'hx-trigger="every 2s"' in shown
    assert "<noscript><meta" in shown


def test_the_answer_says_hits_money_and_what_it_cannot_tell(owner: Client) -> None:
    tried(1_240_000, mail="x@mailinator.com")
    page = asked(owner)
    look_back(Lookback.objects.get().public_id, by=SYSTEM)
    shown = text(owner, page)
    assert "₱12,400.00" in shown
    assert "What this cannot tell" in shown
    assert "hx-trigger" not in shown
    assert page in text(owner, "/console/fraud/rules/throwaway_mail/")


def test_an_auditor_reads_it_and_cannot_ask(owner: Client) -> None:
    page = asked(owner)
    auditor = come_in("auditor")
    assert "Looking back" in text(auditor, page)
    version = RuleVersion.objects.get(name="throwaway_mail").public_id
    assert press(auditor, f"/console/fraud/versions/{version}/lookbacks/").status_code == 403
