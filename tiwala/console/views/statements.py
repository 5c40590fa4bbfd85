"""A gateway's statement beside our books: asked for by day, or given as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tiwala.console.forming import UNREADABLE, tell
from tiwala.console.forms.statements import StatementForm
from tiwala.gateways.queries import account_by_public_id, adapter_by_ref
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.book_statement import book_statement
from tiwala.payments.actions.compare_statement import compare_statement
from tiwala.payments.booking import LEFT, Judged, Sum
from tiwala.payments.compared import Compared
from tiwala.payments.comparing import WRONG

WHATS: Final = {
    "agrees": (_("Agrees"), "good"),
    "differs": (_("Another amount here"), "danger"),
    "not_booked": (_("Not in our books"), "danger"),
    "not_here": (_("We know of no such payment"), "danger"),
    "twice": (_("A second line about the same"), "attention"),
    "aside": (_("Not compared"), "quiet"),
}
CANS: Final = {
    "booked": (_("Is booked"), "good"),
    "ready": (_("Can be booked"), "info"),
    "ask": (_("Waits for your word"), "attention"),
    "taken_back": (_("Was taken back"), "quiet"),
    "left": (_("Stays out"), "danger"),
}
WHYS: Final = {
    "disagrees": _("What it is about does not agree."),
    "odd_fee": _("No such fee can be."),
    "odd_payout": _("No such payout can be."),
    "not_final": _("The fee may still change, or may lack its VAT."),
    "unnamed": _("Nothing names it, so it could be booked twice."),
    "stranger": _("A fee that names what we do not know."),
    "too_large": _("More than is at the gateway."),
    "shared_pot": _("Other sales go through this account too."),
    "no_payout": _("The payout that came back is not booked."),
    "other_sum": _("Another sum is booked for it already."),
}
SHOWN: Final = 200
KEPT_MOST: Final = 200_000
"""So many signs of a list the page carries on to its second step; a longer file is chosen once more."""


@staff("payment.resolve", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose a statement, see line by line what agrees, then book its fees and payouts."""
    account, has_days = account_by_public_id(ref), adapter_by_ref(ref).can.gives_statement
    form = StatementForm(request.POST or None, request.FILES or None, has_days=has_days)
    facts = {"account": account, "form": form, "has_days": has_days}
    if request.method == "POST" and form.is_valid():
        try:
            found = _done(ref, form, by=actor_of(request))
        except BadInput as bad:
            tell(form, refusal=bad)
        else:
            return render(request, "console/gateway_compared.html", facts | _shown(found) | _second_step(form, found))
    status = UNREADABLE if request.method == "POST" else 200
    return render(request, "console/gateway_statement.html", facts, status=status)


def _done(ref: str, form: StatementForm, *, by: Actor) -> Compared:
    if form.is_to_book:
        return book_statement(ref, form.asked(), decided=form.decided, by=by)
    return compare_statement(ref, form.asked(), by=by)


def _shown(found: Compared) -> dict[str, object]:
    """What a person should look at first, then the rest, as many as a page bears."""
    rows = sorted(found.judged, key=lambda one: one.met.what not in WRONG and one.can not in LEFT)
    counts, cans = found.counts, found.cans
    return {
        "found": found,
        "rows": [_row(one) for one in rows[:SHOWN]],
        "left_out": found.left_out[:SHOWN],
        "totals": [(words, tone, counts[what]) for what, (words, tone) in WHATS.items() if counts[what]],
        "bookings": [(words, tone, cans[can]) for can, (words, tone) in CANS.items() if cans[can]],
        "booked": sums_of([one.sum for one in found.booked if one.sum]),
    }


def _row(one: Judged) -> dict[str, object]:
    line = one.met.line
    what, can = WHATS[one.met.what], CANS.get(one.can)
    name = line.payout or line.reference or line.attempt_key or line.line_id
    return {"one": one.met, "name": name, "what": what, "can": can, "why": WHYS.get(one.why, ""), "kind": line.kind}


def _second_step(form: StatementForm, found: Compared) -> dict[str, object]:
    """What the form that books carries on, and the sums it would book."""
    asked = form.asked()
    ready = [one.sum for one in found.judged if one.can == "ready" and one.sum]
    return {
        "asked": asked,
        "to_book": bool(ready or found.waiting),
        "ready": sums_of(ready),
        "waits": len(found.waiting),
        "is_kept": len(asked.text) <= KEPT_MOST,
    }


def sums_of(several: Sequence[Sum]) -> list[tuple[Money, Money]]:
    """Fees and payouts added up, one pair for each currency."""
    sums: dict[str, tuple[Money, Money]] = {}
    for one in several:
        nothing = Money.zero(one.fee.currency)
        fee, sent = sums.get(one.fee.currency, (nothing, nothing))
        sums[one.fee.currency] = (fee + one.fee, sent + one.paid_out)
    return list(sums.values())
