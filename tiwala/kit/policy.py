"""Mark the door: who may come in. The mark is read by a test that walks every URL, and enforced here.

`request.actor` is filled in by identity's middleware; a door without a mark does not ship. Levels rise from guest to
signed in to second factor; a proof that must be fresh (step-up) is as strong as its session, or as the door asks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, overload
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tiwala.kit.actor import NOBODY, Access, Actor
from tiwala.kit.errors import NoCustomer, NotAllowed

View = Callable[..., HttpResponseBase]
Check = Callable[[HttpRequest], HttpResponseBase | None]
Who = Literal["anyone", "person", "customer", "staff", "key", "gateway"]

CUSTOMER_CHOICE: Final = "customer"
"""Where a session keeps for which of their customers a person is here."""

_PRIVATE = frozenset({"person", "customer", "staff"})
"""What these see is kept by no cache, the browser's own included: no bills are left on a shared computer."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a door, with which permission or access, and how well they must have proven who they are.

    `before_second_step`: opens to staff who have shown one factor only; no other private door does.
    """

    who: Who
    permission: str = ""
    step_up: bool = False
    factor: bool = False
    needs: Access | Literal[""] = ""
    before_second_step: bool = False


def actor_of(request: HttpRequest) -> Actor:
    """The one who is asking; nobody when no middleware said otherwise."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def customer_at_hand(request: HttpRequest) -> str:
    """The customer this person is here for: the one chosen in the session, else the one they have had longest."""
    refs = sorted(actor_of(request).customer_refs)
    chosen = request.session.get(CUSTOMER_CHOICE) if len(refs) > 1 else None
    return chosen if chosen in refs else next(iter(refs), "")


def anyone(view: View) -> View:
    """Open to all: the pay page, sign-in, the trust page. Says so, so that it is a choice."""
    return _marked(view, Policy("anyone"), lambda _request: None)


def from_gateway(view: View) -> View:
    """Open to a gateway's notices, which prove themselves by their own signature."""
    return _marked(view, Policy("gateway"), lambda _request: None)


@overload
def signed_in(view: View, /) -> View: ...
@overload
def signed_in(*, factor: bool = False, step_up: bool = False) -> Callable[[View], View]: ...
def signed_in(
    view: View | None = None, /, *, factor: bool = False, step_up: bool = False
) -> View | Callable[[View], View]:
    """Any person who is signed in, customer or staff: one's own password, sessions, second factor.

    `factor`: the session was opened or raised with a second factor. `step_up`: they proved it again lately.
    """
    policy = Policy("person", step_up=step_up, factor=factor)

    def check(request: HttpRequest) -> HttpResponseBase | None:
        if actor_of(request).kind != "person":
            return _to_sign_in(request)
        return _weakly_proven(request, policy)

    return _marker(view, policy, check)


def before_second_step(view: View) -> View:
    """As signed_in, for the few pages where staff set up or show the second step that they still owe."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        return None if actor_of(request).kind == "person" else _to_sign_in(request)

    return _marked(view, Policy("person", before_second_step=True), check)


@overload
def customer_only(view: View, /) -> View: ...
@overload
def customer_only(*, needs: Access = "sees", factor: bool = False, step_up: bool = False) -> Callable[[View], View]: ...
def customer_only(
    view: View | None = None, /, *, needs: Access = "sees", factor: bool = False, step_up: bool = False
) -> View | Callable[[View], View]:
    """A signed-in customer; everything inside is fetched by what they may see.

    `needs`: how far their access to the customer at hand goes at least; a view that takes another customer's thing
    by its id asks `actor.goes(ref, …)` itself. `factor` and `step_up` as for signed_in.
    """
    policy = Policy("customer", step_up=step_up, factor=factor, needs=needs)

    def check(request: HttpRequest) -> HttpResponseBase | None:
        actor = actor_of(request)
        if actor.kind != "person":
            return _to_sign_in(request)
        if not actor.customer_refs:
            raise NoCustomer(wanted="customer")
        if needs != "sees" and not actor.goes(customer_at_hand(request), needs):
            raise NotAllowed(wanted=needs)
        return _weakly_proven(request, policy)

    return _marker(view, policy, check)


def staff(permission: str, *, factor: bool = False, step_up: bool = False) -> Callable[[View], View]:
    """A staff member who holds the permission, and proved it again lately when step_up is set."""
    policy = Policy("staff", permission, step_up=step_up, factor=factor)

    def check(request: HttpRequest) -> HttpResponseBase | None:
        actor = actor_of(request)
        if actor.kind != "person":
            return _to_sign_in(request)
        if not actor.is_staff or not actor.may(permission):
            raise NotAllowed(permission=permission)
        return _weakly_proven(request, policy)

    return lambda view: _marked(view, policy, check)


def proof_first(request: HttpRequest, *, back: str) -> HttpResponseBase | None:
    """For a door that asks more of some of what it does: where to go first, to come `back`. None when well proven.

    The highest level: signed in, with a second factor, and a fresh proof. Nothing of what was sent is done by this.
    """
    actor = actor_of(request)
    if actor.kind != "person":
        return _go(request, f"{reverse('account_login')}?{urlencode({'next': back})}")
    policy = Policy("person", factor=True, step_up=True)
    return _weakly_proven(request, policy, back=back)


def is_well_proven(request: HttpRequest) -> bool:
    """Whether this is a person who showed a second factor, and proved it again lately."""
    actor = actor_of(request)
    return actor.kind == "person" and actor.has_factor and getattr(request, "proved_lately", lambda: False)()


def _weakly_proven(request: HttpRequest, policy: Policy, *, back: str = "") -> HttpResponseBase | None:
    """Where to go first, when the session is not as well proven as the door asks. No answer counts as no proof."""
    if policy.factor and not actor_of(request).has_factor:
        return _to_factor(request, back=back)
    if policy.step_up and not getattr(request, "proved_lately", lambda: False)():
        return _to_step_up(request, back=back)
    return None


def _staff_show_two(request: HttpRequest, policy: Policy) -> HttpResponseBase | None:
    """Staff who showed one factor only are led to the second first, whichever private door they knock at."""
    if policy.who not in _PRIVATE or policy.before_second_step:
        return None
    actor = actor_of(request)
    return _to_factor(request) if actor.is_staff and not actor.has_factor else None


def _marker(view: View | None, policy: Policy, check: Check) -> View | Callable[[View], View]:
    return _marked(view, policy, check) if view else lambda later: _marked(later, policy, check)


def _marked(view: View, policy: Policy, check: Check) -> View:
    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = _staff_show_two(request, policy) or check(request)
        if answer is None:
            if request.method == "GET" and (policy.step_up or policy.factor):
                getattr(request, "take_carried", lambda: None)()
            answer = view(request, *args, **kwargs)
        if policy.who in _PRIVATE:
            answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    door.policy = policy  # type: ignore[attr-defined]
    return door


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """There the person reads why, when a session of theirs is over; then they come back here."""
    has_ended = getattr(request, "has_ended", lambda: False)()
    asked = {"next": _way_back(request), **({"why": "ended"} if has_ended else {})}
    return _go(request, f"{reverse('account_login')}?{urlencode(asked)}")


def _go(request: HttpRequest, url: str) -> HttpResponseBase:
    """A redirect; for htmx, which would put the page there into a part of this one, word to go as a whole."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _to_step_up(request: HttpRequest, *, back: str = "", **more: str) -> HttpResponseBase:
    """What a form sent is not done by this; it is carried back to the form, to be looked over and sent again."""
    getattr(request, "carry", lambda: None)()
    asked = urlencode({"next": back or _way_back(request), **more})
    return _go(request, f"{reverse('account_reauthenticate')}?{asked}")


def _to_factor(request: HttpRequest, *, back: str = "") -> HttpResponseBase:
    owns_one = getattr(request, "owns_factor", lambda: False)()
    return _to_step_up(request, back=back, factor="1") if owns_one else _to_set_up(request, back=back)


def _to_set_up(request: HttpRequest, *, back: str = "") -> HttpResponseBase:
    asked = urlencode({"next": back or _way_back(request)})
    return _go(request, f"{reverse('account_second_factor_needed')}?{asked}")


def _way_back(request: HttpRequest) -> str:
    """Here; for what was sent by a form, or asked for by a part of a page, the page that did so."""
    if request.method in ("GET", "HEAD") and request.headers.get("HX-Request") != "true":
        return request.get_full_path()
    from_page = request.headers.get("HX-Current-URL", "") or request.headers.get("referer", "")
    return from_page or ("/console/" if actor_of(request).is_staff else "/home/")
