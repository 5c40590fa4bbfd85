"""Mark the door: who may come in. The mark is read by a test that walks every URL, and enforced here.

`request.actor` is filled in by identity's middleware; a door without a mark does not ship.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tiwala.kit.actor import NOBODY, Actor
from tiwala.kit.errors import NotAllowed

View = Callable[..., HttpResponseBase]
Who = Literal["anyone", "person", "customer", "staff", "key", "gateway"]


_PRIVATE = frozenset({"person", "customer", "staff"})
"""What these see is kept by no cache, the browser's own included: no bills are left on a shared computer."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a door, with which permission, and whether they must prove it again."""

    who: Who
    permission: str = ""
    step_up: bool = False


def actor_of(request: HttpRequest) -> Actor:
    """The one who is asking; nobody when no middleware said otherwise."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def anyone(view: View) -> View:
    """Open to all: the pay page, sign-in, the trust page. Says so, so that it is a choice."""
    return _marked(view, Policy("anyone"), lambda _request: None)


def from_gateway(view: View) -> View:
    """Open to a gateway's notices, which prove themselves by their own signature."""
    return _marked(view, Policy("gateway"), lambda _request: None)


def signed_in(view: View) -> View:
    """Any person who is signed in, customer or staff: one's own password, sessions, second factor."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        return None if actor_of(request).kind == "person" else _to_sign_in(request)

    return _marked(view, Policy("person"), check)


def customer_only(view: View) -> View:
    """A signed-in customer; everything inside is fetched by what they may see."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        actor = actor_of(request)
        if actor.kind != "person":
            return _to_sign_in(request)
        if not actor.customer_refs:
            raise NotAllowed(wanted="customer")
        return None

    return _marked(view, Policy("customer"), check)


def staff(permission: str, *, step_up: bool = False) -> Callable[[View], View]:
    """A staff member who holds the permission, and proved it again lately when step_up is set."""

    def mark(view: View) -> View:
        def check(request: HttpRequest) -> HttpResponseBase | None:
            actor = actor_of(request)
            if actor.kind != "person":
                return _to_sign_in(request)
            if not actor.is_staff or not actor.may(permission):
                raise NotAllowed(permission=permission)
            if step_up and not getattr(request, "proved_lately", lambda: False)():
                return _to_step_up(request)
            return None

        return _marked(view, Policy("staff", permission, step_up), check)

    return mark


def _marked(view: View, policy: Policy, check: Callable[[HttpRequest], HttpResponseBase | None]) -> View:
    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = check(request)
        if answer is None:
            answer = view(request, *args, **kwargs)
        if policy.who in _PRIVATE:
            answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    door.policy = policy  # type: ignore[attr-defined]
    return door


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def _to_step_up(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method == "GET" else request.headers.get("referer", "/console/")
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
