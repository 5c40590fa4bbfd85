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
    path("set-up/", lambda _: HttpResponse(), name="account_second_factor_needed"),
]
pytestmark = pytest.mark.urls(__name__)

CORA = Actor("person", "usr_c", permissions=frozenset({"refund.create"}), is_staff=True, has_factor=True)
ANA = Actor("person", "usr_a", customer_refs=frozenset({"cus_a"}))
AYA = Actor("person", "usr_y", customer_refs=frozenset({"cus_a", "cus_b"}), customer_levels={"cus_a": "pays"})
SURE = Actor("person", "usr_s", customer_refs=frozenset({"cus_a"}), has_factor=True)
EVE = NOBODY


def view(_request, *_, **__):
    """A page."""
    return HttpResponse("in")


def knock(door, actor=None, *, method="get", proved=None, owns_factor=False, chosen=None, **headers):
    request = getattr(RequestFactory(), method)("/page/?a=1", headers=headers)
    request.session = {policy.CUSTOMER_CHOICE: chosen} if chosen else {}
    request.owns_factor = lambda: owns_factor
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
    assert door.policy == policy.Policy("customer", needs="sees")
    assert knock(door, ANA).content == b"in"
    assert knock(door).url == "/login/?next=%2Fpage%2F%3Fa%3D1"
    assert knock(door, EVE).status_code == 302
    with pytest.raises(NotAllowed):
        knock(door, CORA)


def test_whose_session_is_over_is_told_so_and_a_part_of_a_page_sends_the_whole_one():
    door = policy.signed_in(view)
    request = RequestFactory().get("/page/")
    request.has_ended = lambda: True
    assert door(request).url == "/login/?next=%2Fpage%2F&why=ended"
    part = RequestFactory().get("/page/?seen=1", headers={"HX-Request": "true", "HX-Current-URL": "http://x/page/"})
    assert door(part).headers["HX-Redirect"] == "/login/?next=http%3A%2F%2Fx%2Fpage%2F"


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


@pytest.mark.parametrize("mark", [policy.signed_in, policy.customer_only])
def test_a_mark_is_used_bare_or_with_words(mark):
    door = mark(factor=True, step_up=True)(view)
    assert (door.policy.factor, door.policy.step_up) == (True, True)
    assert door.__doc__ == "A page."
    assert not mark(view).policy.factor


@pytest.mark.parametrize("mark", [policy.signed_in, policy.customer_only])
def test_a_door_that_wants_a_second_factor(mark):
    door = mark(factor=True)(view)
    assert knock(door, EVE).url.startswith("/login/")
    assert knock(door, SURE).content == b"in"
    assert knock(door, ANA, proved=True).url == "/set-up/?next=%2Fpage%2F%3Fa%3D1"
    assert knock(door, ANA, proved=True, owns_factor=True).url == "/again/?next=%2Fpage%2F%3Fa%3D1&factor=1"
    assert knock(door, ANA, method="post").url == "/set-up/?next=%2Fhome%2F"


@pytest.mark.parametrize("mark", [policy.signed_in, policy.customer_only])
def test_a_door_that_wants_a_fresh_proof(mark):
    door = mark(step_up=True)(view)
    assert knock(door, ANA, proved=True).content == b"in"
    assert knock(door, ANA, proved=False).url == "/again/?next=%2Fpage%2F%3Fa%3D1"
    assert knock(door, ANA).status_code == 302
    assert knock(mark(factor=True, step_up=True)(view), SURE, proved=False).status_code == 302


def test_a_customers_door_may_want_more_than_to_see():
    pays, manages = (policy.customer_only(needs=needs)(view) for needs in ("pays", "manages"))
    assert pays.policy == policy.Policy("customer", needs="pays")
    assert knock(pays, AYA).content == b"in"
    assert knock(pays, AYA, chosen="cus_stranger").content == b"in"
    refused = ((manages, AYA, None), (pays, AYA, "cus_b"), (pays, ANA, None), (pays, CORA, None))
    for door, actor, chosen in refused:
        with pytest.raises(NotAllowed):
            knock(door, actor, chosen=chosen)
    assert knock(policy.customer_only(view), AYA, chosen="cus_b").content == b"in"


def test_each_level_of_access_includes_the_ones_before():
    held = {"cus_1": "sees", "cus_2": "pays", "cus_3": "manages", "cus_4": "nonsense", "cus_5": "manages"}
    actor = Actor("person", "usr_1", customer_refs=frozenset(held) - {"cus_5"}, customer_levels=held)
    goes = {ref: [needs for needs in ("sees", "pays", "manages") if actor.goes(ref, needs)] for ref in held}
    assert goes["cus_1"] == ["sees"]
    assert goes["cus_2"] == ["sees", "pays"]
    assert goes["cus_3"] == ["sees", "pays", "manages"]
    assert goes["cus_4"] == goes["cus_5"] == []


def test_who_may_what():
    assert CORA.may("refund.create")
    assert not CORA.may("ledger.view")
    assert SYSTEM.may("anything")
    assert job("ledger.check").may("anything")
    assert ANA.sees_customer("cus_a")
    assert not ANA.sees_customer("cus_b")
    assert SYSTEM.sees_customer("cus_b")
