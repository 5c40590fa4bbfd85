"""allauth's own pages as doors of this house: each with its mark, and nothing but GET and POST."""

from __future__ import annotations

from django.db import transaction
from django.views.decorators.http import require_http_methods

from tiwala.kit.policy import View, anyone, before_second_step, signed_in

form_only = require_http_methods(["GET", "HEAD", "POST"])  # allauth's forms would take a PUT for a POST


def guests(view: View) -> View:
    """One of allauth's pages, open to all."""
    return anyone(form_only(view))


def people(view: View) -> View:
    """One of allauth's pages, for who is signed in."""
    return signed_in(form_only(view))


def own(view: View) -> View:
    """One of allauth's pages that change where the way back in leads: for who showed a second factor lately."""
    return signed_in(factor=True, step_up=True)(form_only(view))


def changing(view: View) -> View:
    """One of allauth's pages that change what one signs in with: all that follows holds, or nothing does."""
    return people(transaction.atomic(view))


def enrolling(view: View) -> View:
    """One of allauth's pages by which staff get from one factor to two; whole, like `changing`."""
    return before_second_step(form_only(transaction.atomic(view)))
