"""A gateway's statement beside our books: asked for by day, or given as a file."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tiwala.console.forming import UNREADABLE, tell
from tiwala.console.forms.statements import StatementForm
from tiwala.gateways.queries import account_by_public_id, adapter_by_ref
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.compare_statement import Compared, compare_statement
from tiwala.payments.comparing import WRONG

WHATS: Final = {
    "agrees": (_("Agrees"), "good"),
    "differs": (_("Another amount here"), "danger"),
    "not_booked": (_("Not in our books"), "danger"),
    "not_here": (_("We know of no such payment"), "danger"),
    "twice": (_("A second line about the same"), "attention"),
    "aside": (_("Not compared"), "quiet"),
}
SHOWN: Final = 200


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose a statement, then see line by line what agrees. The books stay as they are."""
    account, has_days = account_by_public_id(ref), adapter_by_ref(ref).can.gives_statement
    form = StatementForm(request.POST or None, request.FILES or None, has_days=has_days)
    facts = {"account": account, "form": form, "has_days": has_days}
    if request.method != "POST":
        return render(request, "console/gateway_statement.html", facts)
    if form.is_valid():
        try:
            found = compare_statement(ref, form.asked(), by=actor_of(request))
        except BadInput as bad:
            tell(form, refusal=bad)
        else:
            return render(request, "console/gateway_compared.html", facts | _shown(found))
    return render(request, "console/gateway_statement.html", facts, status=UNREADABLE)


def _shown(found: Compared) -> dict[str, object]:
    """What is wrong first, then the rest, as many as a page bears."""
    rows = sorted(found.met, key=lambda one: one.what not in WRONG)
    counts = found.counts
    return {
        "found": found,
        "rows": [(one, *WHATS[one.what]) for one in rows[:SHOWN]],
        "left_out": found.left_out[:SHOWN],
        "totals": [(words, tone, counts[what]) for what, (words, tone) in WHATS.items() if counts[what]],
    }
