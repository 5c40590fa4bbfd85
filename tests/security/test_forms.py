"""Forms: only the methods a door knows, limits on size. Tokens and looks are walked in tests/walk/."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.architecture.source import tell
from tests.security.conftest import Shop, signed_in
from tests.security.doors import every_door
from tiwala.audit.models import Record

STRANGE = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
FOR_PROGRAMS = ("key", "gateway")


def test_a_door_knows_its_methods_and_no_other(dan: Client, shop: Shop) -> None:
    wrong = []
    for door in every_door(shop.things):
        for method in STRANGE:
            answer = dan.generic(method, door.url)
            if answer.status_code < 300 or answer.status_code >= 500:
                wrong.append(f"{method} {door.url}: {answer.status_code}")
    assert not wrong, tell(wrong, "Write @require_safe, @require_POST or @require_http_methods.")


@pytest.mark.parametrize("url", ["/account/login/", "/console/customers/new/", "/notices/sandbox/gac_x/"])
def test_a_body_too_large_is_refused_without_a_trace(dan: Client, url: str) -> None:
    before = Record.objects.count()
    answer = dan.post(url, {"login": "x" * 1_500_000})
    assert answer.status_code in (400, 403, 404, 413)
    assert Record.objects.count() == before


def test_too_many_fields_are_refused(dan: Client) -> None:
    answer = dan.post("/account/login/", {f"field{number}": "1" for number in range(3000)})
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("odd", ["\x00", "'", '"><script>alert(1)</script>', "..%2f..%2fetc/passwd", "💥" * 500])
def test_odd_input_in_any_address_is_no_error_and_is_never_markup(dan: Client, shop: Shop, odd: str) -> None:
    wrong = []
    for door in every_door(dict.fromkeys(shop.things, odd) | {"ref": odd}):
        answer = dan.get(door.url.replace("\x00", "%00"), {"q": odd, "cursor": odd, "page": odd, "state": odd})
        if answer.status_code >= 500 and door.url != "/readyz":
            wrong.append(f"{door.url}: {answer.status_code}")
        is_page = "html" in answer.headers.get("Content-Type", "") and not getattr(answer, "streaming", False)
        if is_page and b"<script>alert(1)" in answer.content:
            wrong.append(f"{door.url}: markup")
    assert not wrong, tell(wrong, "Read it into a typed value first; what is not one is not found.")


def test_signing_in_makes_a_new_session(shop: Shop, dan: Client) -> None:
    first = dan.cookies["session"].value
    dan.post("/account/logout/")
    again = signed_in("dan.lim@example.ph")
    assert again.cookies["session"].value != first
    stale = Client()
    stale.cookies["session"] = first
    assert stale.get("/console/").status_code == 302
