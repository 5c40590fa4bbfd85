"""A gateway's list of disputes: given as a file or pasted, looked over line by line, then taken in."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.forming import UNREADABLE, tell
from tiwala.console.forms.dispute_lists import GoOnForm, ListForm
from tiwala.kit import queue
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff
from tiwala.payments.actions.take_in_list import take_in_list
from tiwala.payments.dispute_lists import look_over
from tiwala.payments.taking_in import progress_of
from tiwala.ui.htmx import page_or_part

WHATS: Final = {
    "new": (gettext_lazy("A new dispute"), "attention"),
    "further": (gettext_lazy("News of a known one"), "attention"),
    "asked": (gettext_lazy("The gateway is asked about it"), "attention"),
    "same": (gettext_lazy("Known already: nothing changes"), "quiet"),
    "bad": (gettext_lazy("Left out"), "danger"),
}
SHOWN: Final = 200


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
    """Have the lines taken in, in the background."""
    form = GoOnForm(request.POST)
    if not form.is_valid():
        return redirect("console:disputes_import")
    try:
        list_ref = take_in_list(form.cleaned_data["lines"], by=actor_of(request))
    except BadInput:
        return redirect("console:disputes_import")
    if not list_ref:
        messages.info(request, _("Nothing in it is new."))
        return redirect("console:disputes")
    return redirect("console:disputes_progress", list_ref)


@staff("dispute.handle")
@require_safe
def progress(request: HttpRequest, list_ref: str) -> HttpResponse:
    """How far a list is; looks again by itself, without scripts too."""
    done = progress_of(list_ref, by=actor_of(request))
    return page_or_part(request, "console/disputes_going_on.html", part="progress", done=done)


@staff("dispute.handle", step_up=True)
@require_POST
def look_for(request: HttpRequest) -> HttpResponse:
    """Ask every gateway that can list its disputes, soon and in the background."""
    queue.defer("payments.find_disputes", queueing_lock="payments.find_disputes")
    messages.success(request, _("Your gateways are being asked. What they know shows here within a minute or two."))
    return redirect("console:disputes")
