"""The demo shows the code of its own people's second step; nothing else ever does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.mfa_adapter import MFAAdapter
from tiwala.identity.tests.people import CORA, PASSWORD, SECOND_STEP, fill_in, seed_of
from tiwala.identity.trial import code_now, demo_seed
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf

PAGE = "This is a trial"


@pytest.fixture
def demo_cora(client: Client, db: None) -> Client:
    """A browser of one of the demo's own people, after the password."""
    facts = PersonFacts("Cora Lim", CORA, password=PASSWORD, totp_seed=demo_seed(CORA))
    make_staff(facts, role="owner", by=SYSTEM)
    fill_in(client, CORA)
    return client


def in_mode(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "ops", replace(conf.ops, mode=mode))


def test_a_demo_shows_the_code_which_lets_in(demo_cora: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    in_mode("demo", monkeypatch)
    page = demo_cora.get(SECOND_STEP)
    assert PAGE in page.content.decode()
    code = page.context["trial_code"]
    assert code in page.content.decode()
    assert demo_cora.post(SECOND_STEP, {"code": code}).headers["Location"] == "/console/"


@pytest.mark.parametrize("mode", ["live", "test"])
def test_no_other_mode_shows_it(demo_cora: Client, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    in_mode(mode, monkeypatch)
    page = demo_cora.get(SECOND_STEP).content.decode()
    assert PAGE not in page
    assert code_now(demo_seed(CORA)) not in page


def test_an_app_of_ones_own_is_shown_to_nobody(demo_cora: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    in_mode("demo", monkeypatch)
    own = Authenticator.objects.get(type="totp")
    own.data["secret"] = MFAAdapter().encrypt(seed_of(CORA))
    own.save()
    page = demo_cora.get(SECOND_STEP).content.decode()
    assert PAGE not in page
    assert code_now(seed_of(CORA)) not in page


def test_every_person_has_a_seed_of_their_own() -> None:
    assert demo_seed(CORA) != demo_seed("dan@example.ph")
    assert len(demo_seed(CORA)) == 32
