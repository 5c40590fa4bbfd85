"""The page of sign-ins: who came in, who failed, what changed about a way in."""

from __future__ import annotations

import pytest
from django.test import Client

from tiwala.audit.actions.record import record
from tiwala.console.tests.people import come_in
from tiwala.identity.models import User
from tiwala.identity.tests.people import sign_in
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

PAGE = "/console/audit/sign-ins/"


@action
def happened(tag: str, subject: str, *, outcome: str = "done", ip: str = "203.0.113.77") -> None:
    record(tag, subject, by=Actor("guest", "nobody", ip=ip), outcome=outcome)


def rows(client: Client, **asked: str) -> str:
    page = client.get(PAGE, asked)
    assert page.status_code == 200
    text = page.text
    return text[text.index("<tbody") : text.index("</tbody>")] if "<tbody" in text else text


def test_it_says_who_came_in_and_from_which_neighbourhood(owner: Client) -> None:
    sign_in(Client(), "owner@example.ph")
    happened("session:sign_in_failed", "usr_nobody", outcome="refused")
    shown = rows(owner)
    assert "Signed in" in shown
    assert "A wrong try" in shown
    assert "203.0.113.0" in shown
    assert "203.0.113.77" not in shown


def test_filters_narrow_by_kind_person_outcome_and_day(owner: Client) -> None:
    me = User.objects.get(kind="staff").public_id
    happened("session:sign_in_failed", "usr_nobody", outcome="refused")
    happened("user:change_password", me)
    assert "Password changed" in rows(owner, kind="ways")
    assert "A wrong try" not in rows(owner, kind="ways")
    assert "A wrong try" in rows(owner, kind="wrong", outcome="refused")
    assert "Nothing fits" in owner.get(PAGE, {"kind": "recovery"}).text
    assert "A wrong try" not in rows(owner, who=me)
    assert "Password changed" in rows(owner, who=me)
    assert "Nothing fits" in owner.get(PAGE, {"until": "2001-01-01"}).text


@pytest.mark.parametrize("asked", [{"kind": "\0"}, {"who": "x" * 5000}, {"since": "never"}, {"outcome": "maybe"}])
def test_odd_filters_narrow_nothing_and_break_nothing(owner: Client, asked: dict[str, str]) -> None:
    assert owner.get(PAGE, asked).status_code == 200


def test_it_costs_the_same_for_many_as_for_few(owner: Client, django_assert_max_num_queries) -> None:
    for number in range(30):
        happened("session:sign_in_failed", f"usr_{number}", outcome="refused", ip=f"203.0.{number}.7")
    with django_assert_max_num_queries(10):
        owner.get(PAGE)


def test_who_may_not_see_the_trail_does_not_see_this(owner: Client) -> None:
    assert come_in("cashier").get(PAGE).status_code == 403
