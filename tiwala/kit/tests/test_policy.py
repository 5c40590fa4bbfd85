"""A door says who may come in, and holds to it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from tiwala.kit import policy
from tiwala.kit.actor import NOBODY, SYSTEM, Actor, job
from tiwala.kit.errors import NotAllowed

urlpatterns = [
    path("login/", lambda _: HttpResponse(), name="account_login"),
    path("again/", lambda _: HttpResponse(), name="account_reauthenticate"),
]
pytestmark = pytest.mark.urls(__name__)

CORA = Actor("person", "usr_c", permissions=frozenset({"refund.create"}), is_staff=True)
ANA = Actor("person", "usr_a", customer_refs=frozenset({"cus_a"}))
EVE = NOBODY


def view(_request, *_, **__):
    """A page."""
    return HttpResponse("in")


def knock(door, actor=None, *, method="get", proved=None, **headers):
    request = getattr(RequestFactory(), method)("/page/?a=1", headers=headers)
    if actor:
        request.actor = actor
    if proved is not None:
        request.proved_lately = lambda: proved
    return door(request)


def test_open_doors_say_so():
    for door, who in ((policy.anyone(view), "anyone"), (policy.from_gateway(view), "gateway")):
        assert door.policy == policy.Policy(who)
        assert knock(door).content == b"in"
        assert door.__doc__ == "A page."


def test_a_door_for_whoever_is_signed_in():
    door = policy.signed_in(view)
    assert door.policy == policy.Policy("person")
    assert knock(door, ANA).content == knock(door, CORA).content == b"in"
    assert knock(door, EVE).status_code == 302


def test_a_customers_door():
    door = policy.customer_only(view)
    assert knock(door, ANA).content == b"in"
    assert knock(door).url == "/login/?next=%2Fpage%2F%3Fa%3D1"
    assert knock(door, EVE).status_code == 302
    with pytest.raises(NotAllowed):
        knock(door, CORA)


def test_a_staff_door_wants_its_permission():
    door = policy.staff("refund.create")(view)
    assert door.policy == policy.Policy("staff", "refund.create")
    assert knock(door, CORA).content == b"in"
    assert knock(door, EVE).status_code == 302
    with pytest.raises(NotAllowed):
        knock(door, ANA)
    with pytest.raises(NotAllowed):
        knock(policy.staff("ledger.view")(view), CORA)


def test_a_door_to_money_wants_it_proved_again():
    door = policy.staff("refund.create", step_up=True)(view)
    assert knock(door, CORA, proved=True).content == b"in"
    assert knock(door, CORA, proved=False).url == "/again/?next=%2Fpage%2F%3Fa%3D1"
    assert knock(door, CORA).status_code == 302
    assert knock(door, CORA, method="post", referer="/from/").url == "/again/?next=%2Ffrom%2F"
    assert knock(door, CORA, method="post").url == "/again/?next=%2Fconsole%2F"


def test_who_may_what():
    assert CORA.may("refund.create")
    assert not CORA.may("ledger.view")
    assert SYSTEM.may("anything")
    assert job("ledger.check").may("anything")
    assert ANA.sees_customer("cus_a")
    assert not ANA.sees_customer("cus_b")
    assert SYSTEM.sees_customer("cus_b")
