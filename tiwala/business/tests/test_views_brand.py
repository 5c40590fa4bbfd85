from __future__ import annotations

import pytest
from django.test import Client

from tiwala.business import queries
from tiwala.business.actions.set_brand import set_brand
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.tests.makers import profile_facts
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_the_style_sheet_is_empty_while_the_business_keeps_our_colour(client: Client) -> None:
    answer = client.get("/brand.css")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"].startswith("text/css")


def test_the_style_sheet_sets_the_accent_for_light_and_dark_and_may_be_kept(client: Client) -> None:
    set_brand(colour="#8a1538", by=SYSTEM)
    answer = client.get("/brand.css?v=8a1538")
    assert answer.content.count(b"--accent:") == 2
    assert b"prefers-color-scheme" in answer.content
    assert "immutable" in answer["Cache-Control"]
    assert "immutable" not in client.get("/brand.css")["Cache-Control"]


def test_the_logo_comes_as_what_it_is_and_nothing_more(client: Client) -> None:
    assert client.get("/brand/logo").status_code == 404
    set_brand(logo=PNG, by=SYSTEM)
    set_profile(profile_facts(), by=SYSTEM)
    answer = client.get(queries.profile_facts().logo_url)
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/brand.css").status_code in (403, 405)
    assert client.post("/brand/logo").status_code in (403, 405)
