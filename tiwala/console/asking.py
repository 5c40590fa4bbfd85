"""What a form says when it needs a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tiwala.approvals.models import Proposal


def waits(request: HttpRequest, proposal: Proposal) -> str:
    """Say that nothing happened yet; the address of the proposal's page."""
    messages.info(request, _("Nothing has happened yet: it waits for a second person."))
    return reverse("console:approval", args=[proposal.public_id])
