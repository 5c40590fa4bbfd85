"""A disowned account is opened again by somebody who may, and who says how they checked."""

from __future__ import annotations

import pytest
from django.test import Client

from tiwala.console.tests.people import come_in
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.disown import disown
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.models import User
from tiwala.kit.actor import SYSTEM
from tiwala.tasks.models import Task

SAID = {"how_checked": "Called the number on file"}


@pytest.fixture
def ana(db: None) -> User:
    user = make_customer_user(PersonFacts("Ana Reyes", "ana@example.ph"), customer_ref="cus_ana", by=SYSTEM)
    return disown(user.pk, by=SYSTEM)


def page_of(user: User) -> str:
    return f"/console/sign-ins/{user.public_id}/release/"


def test_the_task_leads_there_and_it_opens(ana: User) -> None:
    dan = come_in("owner")
    task = Task.objects.get(kind="account_disowned")
    assert page_of(ana) in dan.get(f"/console/tasks/{task.public_id}/").content.decode()
    shown = dan.get(page_of(ana)).content.decode()
    assert "How did you make sure" in shown
    assert dan.post(page_of(ana), {"how_checked": "ok"}).status_code == 422
    assert dan.post(page_of(ana), SAID).headers["Location"] == "/console/tasks/"
    ana.refresh_from_db()
    assert ana.sign_in_held_at is None
    assert dan.post(page_of(ana), SAID).status_code == 409


def test_a_colleagues_takes_more(ana: User) -> None:
    colleague = make_staff(PersonFacts("Carl", "carl@example.ph"), role="cashier", by=SYSTEM)
    disown(colleague.pk, by=SYSTEM)
    accountant = come_in("accountant")
    assert accountant.post(page_of(colleague), SAID).status_code == 403
    assert accountant.post(page_of(ana), SAID).status_code == 302
    colleague.refresh_from_db()
    assert colleague.sign_in_held_at is not None


def test_who_may_not_and_who_is_nobody(ana: User) -> None:
    assert come_in("support").post(page_of(ana), SAID).status_code == 403
    assert Client().post(page_of(ana), SAID).headers["Location"].startswith("/account/login/")
    assert come_in("owner").get("/console/sign-ins/usr_x/release/").status_code == 404
