"""What the mark on a door promises to somebody, and what the door answered."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final, Literal

from django.http import HttpResponseBase

from tests.walk.exceptions import ASKS_ITSELF, BROKEN_ON_PURPOSE, NARROWER
from tests.walk.holes import Door
from tests.walk.walkers import Walker

Answer = Literal["in", "sign in", "refused", "second factor", "proof again", "no key", "broken"]

SIGN_IN: Final = "/account/login/"
AGAIN: Final = "/account/reauthenticate/"
FACTOR: Final = "/account/second-step/"
ACCESS: Final = ("sees", "pays", "manages")
STALE: Final = timedelta(minutes=6)
"""Longer than a proof of staff counts, shorter than a session idles."""


def promised(door: Door, walker: Walker, *, is_fresh: bool = True) -> Answer:
    """What the mark alone says; nothing of it is read from the view."""
    policy = door.policy
    if policy.who in ("anyone", "gateway"):
        return "in"
    if policy.who == "key":
        return "no key"
    if "person" not in walker.kinds:
        return "sign in"
    owes_factor = "staff" in walker.kinds and not walker.has_factor and not policy.before_second_step
    if not owes_factor and not _is_meant(door, walker):
        return "refused"
    if owes_factor or (policy.factor and not walker.has_factor):
        return "second factor"
    return "proof again" if policy.step_up and not is_fresh else "in"


def _is_meant(door: Door, walker: Walker) -> bool:
    policy = door.policy
    lacks = policy.who == "staff" and policy.permission not in walker.permissions
    short = policy.who == "customer" and bool(policy.needs) and _rank(policy.needs) > _rank(walker.access)
    return policy.who in walker.kinds and not lacks and not short


def _rank(access: str) -> int:
    return ACCESS.index(access) if access else 0


def answered(answer: HttpResponseBase) -> Answer:
    """What the answer comes to."""
    by_status: dict[int, Answer] = {HTTPStatus.UNAUTHORIZED: "no key", HTTPStatus.FORBIDDEN: "refused"}
    place = answer.headers.get("Location", "")
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "broken"
    if answer.status_code in by_status:
        return by_status[answer.status_code]
    if place.startswith(SIGN_IN) and "next=" in place:
        return "sign in"
    if place.startswith(FACTOR) or (place.startswith(AGAIN) and "factor=1" in place):
        return "second factor"
    return "proof again" if place.startswith(AGAIN) else "in"


def is_known(door: Door, expected: Answer, got: Answer, status: int) -> bool:
    """Whether an answer that is not the promised one is stricter, and for a reason that is written down."""
    if door.policy.who == "gateway":
        return got in ("no key", "in")  # its notices prove themselves
    if expected == "no key":
        return status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if expected == "in" and got == "refused":
        return door.address in NARROWER
    if expected == "in" and got in ("proof again", "second factor"):
        return bool(ASKS_ITSELF.search(door.address))
    return got == "broken" and door.address in BROKEN_ON_PURPOSE
