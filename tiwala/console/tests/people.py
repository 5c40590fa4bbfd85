"""Who works here in these tests, and how they come in."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from tests.makers import make_business
from tiwala.approvals.models import Proposal
from tiwala.console.tests.forms import send
from tiwala.identity.tests.people import let_in, make_cora


def second_yes(role: str = "admin", verdict: str = "approve") -> HttpResponse:
    """Somebody else signs in and decides the newest proposal, as a person without scripts does."""
    page = f"/console/approvals/{Proposal.objects.latest('id').public_id}/decision/"
    return send(come_in(role), page, verdict=verdict, word="I looked at it")


def come_in(role: str = "owner") -> Client:
    """A browser in which somebody with this role is signed in."""
    make_business()
    email = f"{role}@example.ph"
    make_cora(role, email, name=f"Cora {role.capitalize()}")
    return let_in(email)
