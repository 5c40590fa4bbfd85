"""A gateway's list of disputes: given as a file or pasted, looked over line by line, then taken in."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.console.forming import UNREADABLE, tell
from tiwala.console.forms.dispute_lists import GoOnForm, ListForm
from tiwala.kit import queue
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.import_disputes import Taken, import_disputes
from tiwala.payments.dispute_lists import look_over

WHATS: Final = {
    "new": (gettext_lazy("A new dispute"), "attention"),
    "further": (gettext_lazy("News of a known one"), "attention"),
    "asked": (gettext_lazy("The gateway is asked about it"), "attention"),
    "same": (gettext_lazy("Known already: nothing changes"), "quiet"),
    "bad": (gettext_lazy("Left out"), "danger"),
}
SHOWN: Final = 200
TOLD: Final = 20


@staff("dispute.handle", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The list as it is given, then what each of its lines would do. Nothing is written yet."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "console/disputes_import.html", {"form": form})
    if form.is_valid():
        try:
            rows = look_over(form.cleaned_data["text"])
        except BadInput as bad:
            tell(form, refusal=bad)
        else:
            good = [row for row in rows if row.what not in ("bad", "same")]
            shown = [(row, *WHATS[row.what]) for row in rows[:SHOWN]]
            facts = {"shown": shown, "all": len(rows), "good": len(good), "bad": sum(r.what == "bad" for r in rows)}
            return render(request, "console/disputes_preview.html", facts | {"lines": form.cleaned_data["text"]})
    return render(request, "console/disputes_import.html", {"form": form}, status=UNREADABLE)


@staff("dispute.handle", step_up=True)
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Take the lines in, as many as a page may wait for; then the next ones."""
    form = GoOnForm(request.POST)
    if not form.is_valid():
        return redirect("console:disputes_import")
    text, start = form.cleaned_data["lines"], form.cleaned_data["start"] or 0
    try:
        taken = import_disputes(text, by=actor_of(request), start=start)
    except BadInput:
        return redirect("console:disputes_import")
    _tell(request, taken)
    done = (form.cleaned_data["done"] or 0) + sum(bool(line.dispute_ref) for line in taken.lines)
    whole = len(look_over(text))
    if taken.following:
        at = sum(row.number < taken.following for row in look_over(text))
        facts = {"lines": text, "start": taken.following, "done": done, "at": at, "all": whole}
        return render(request, "console/disputes_going_on.html", facts)
    messages.success(request, _("Lines taken in: %(good)d of %(all)d.") % {"good": done, "all": whole})
    return redirect("console:disputes")


@staff("dispute.handle", step_up=True)
@require_POST
def look_for(request: HttpRequest) -> HttpResponse:
    """Ask every gateway that can list its disputes, soon and in the background."""
    queue.defer("payments.find_disputes", queueing_lock="payments.find_disputes")
    messages.success(request, _("Your gateways are being asked. What they know shows here within a minute or two."))
    return redirect("console:disputes")


def _tell(request: HttpRequest, taken: Taken) -> None:
    for line in [one for one in taken.lines if one.why][:TOLD]:
        messages.error(request, _("Line %(number)d: %(why)s") % {"number": line.number, "why": line.why})
