"""Two at once about one session, or about all of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.races.at_once import at_once
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.end_sessions import end_sessions
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.models import Session, User
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD, EMAIL = "blue rabbit over quiet harbour", "ana@example.ph"
PAGE = "/account/password/change/"


@pytest.fixture
def ana() -> User:
    cache.clear()
    return make_customer_user(PersonFacts("Ana Reyes", EMAIL, password=PASSWORD), customer_ref="cus_ana", by=SYSTEM)


def sign_in(client: Client) -> Client:
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def tabs(client: Client, count: int) -> list[Client]:
    found = [Client() for _ in range(count)]
    for tab in found:
        tab.cookies["session"] = client.cookies["session"].value
    return found


def with_a_factor(client: Client) -> Client:
    Session.objects.update(assurance="factor", factor_proved_at=clock.now())
    return client


def test_two_tabs_at_the_edge_are_both_in_or_both_out(ana: User) -> None:
    first = with_a_factor(sign_in(Client()))
    began = Session.objects.get(user=ana).last_active_at
    for past_the_edge in (False, True):
        edge = timedelta(minutes=60 if past_the_edge else 59)
        began = Session.objects.get(user=ana).last_active_at
        with clock.hold(began + edge):
            found = at_once([lambda tab=tab: is_in(tab) for tab in tabs(first, 4)])
        assert set(found) == {not past_the_edge}
        assert Session.objects.filter(user=ana).count() == (0 if past_the_edge else 1)


def test_a_click_in_one_tab_saves_the_other_that_read_the_row_before_it(ana: User) -> None:
    client = with_a_factor(sign_in(Client()))
    row = Session.objects.get(user=ana)
    with clock.hold(row.last_active_at + timedelta(minutes=61)):
        stale = client.session
        Session.objects.filter(pk=row.pk).update(last_active_at=clock.now() - timedelta(minutes=1))
        found, why = stale._end(row, "idle")
        assert (found is not None, why) == (True, None)
        assert is_in(client)


def test_who_signs_in_while_all_sessions_end_is_in_only_by_what_holds_afterwards(ana: User) -> None:
    old = [sign_in(Client()) for _ in range(2)]
    at_once([lambda: sign_in(Client()), lambda: end_sessions(ana.pk, by=SYSTEM), lambda: sign_in(Client())])
    assert not any(is_in(client) for client in old)
    ana.refresh_from_db()
    assert ana.session_epoch == 1
    fresh = sign_in(Client())
    assert is_in(fresh)


def test_a_sign_in_that_began_before_the_end_of_all_opens_nothing(ana: User) -> None:
    late = Client()
    sign_in(late)
    kept = Session.objects.get(user=ana)
    data, columns = kept.session_data, {"started_at": kept.started_at, "proved_at": kept.proved_at}
    end_sessions(ana.pk, by=SYSTEM)
    Session.objects.create(
        session_key=kept.session_key,
        session_data=data,
        expire_date=kept.expire_date,
        user=ana,
        assurance="password",
        **columns,
    )
    assert not is_in(late)
