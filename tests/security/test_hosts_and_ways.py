"""Forged hosts, redirects to elsewhere, cookies, and paths that climb."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.security.conftest import PASSWORD, Shop
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.kit.actor import SYSTEM

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://localhost.evil.example/",
    "\t//evil.example",
]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8000/evil.example", ""])
def test_a_forged_host_gets_no_page(eve: Client, host: str) -> None:
    answer = eve.get("/", headers={"host": host or " "})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_a_program_is_told_in_its_own_way_what_no_door_could_read(eve: Client) -> None:
    far_too_many = "/api/v1/customers?" + "a=1&" * 2_000
    for answer in (eve.get("/api/v1/customers", headers={"host": "evil.example"}), eve.get(far_too_many)):
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unreadable"


def test_a_forwarded_host_is_not_believed(eve: Client, shop: Shop) -> None:
    answer = eve.get(f"/pay/{shop.token}/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(eve: Client, target: str) -> None:
    make_staff(PersonFacts("Dan Lim", "dan.lim@example.ph", password=PASSWORD), role="owner", by=SYSTEM)
    facts = {"login": "dan.lim@example.ph", "password": PASSWORD, "next": target}
    answer = eve.post("/account/login/", facts)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert not answer.headers["Location"].lower().startswith("javascript")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_changing_the_language_leads_to_no_other_site(eve: Client, target: str) -> None:
    answer = eve.post("/language/", {"language": "fil", "next": target}, headers={"referer": "https://evil.example/"})
    assert answer.status_code in (204, 302)
    assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_customer_switch_leads_to_no_other_site(ben: Client, target: str) -> None:
    answer = ben.post("/home/customer/", {"customer": "cus_x", "next": target, "back": target})
    assert "evil" not in answer.headers.get("Location", "")


def test_cookies_are_for_us_alone(dan: Client) -> None:
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        dan.post("/language/", {"language": "en"})
        cookie = dan.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert not cookie["domain"], name


def test_over_https_cookies_are_bound_to_the_host() -> None:
    """What prod settings say for a base address with https; read from the module, which is data."""
    text = settings.SESSION_COOKIE_NAME
    assert text == ("__Host-session" if settings.IS_HTTPS else "session")
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.IS_HTTPS


def test_a_guest_on_the_pay_page_gets_no_session(eve: Client, shop: Shop) -> None:
    answer = eve.get(f"/pay/{shop.token}/")
    assert answer.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize(
    "path",
    [
        "/static/../tiwala/config/env.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc",
        "/style/app-0f6b6b-../../../etc.css",
        "/home/papers/..%2f..%2fkeys.json.pdf",
        "/console/documents/..%2f..%2fkeys/invoice_pdf/",
        "/api/v1/../../console/",
    ],
)
def test_no_path_climbs(dan: Client, path: str) -> None:
    answer = dan.get(path)
    assert answer.status_code in (301, 400, 404)
    assert b"root:" not in getattr(answer, "content", b"")


def test_a_pay_page_is_not_indexed_and_tells_no_other_site(eve: Client, shop: Shop) -> None:
    answer = eve.get(f"/pay/{shop.token}/")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert b"Disallow: /pay/" in eve.get("/robots.txt").content
