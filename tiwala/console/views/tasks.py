"""What needs a person: the list, one task, taken on and closed."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.chips import chips
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.tasks import CloseForm
from tiwala.console.paging import page_of
from tiwala.console.queries.people import staff_name, staff_names
from tiwala.console.task_words import fact_rows, headline
from tiwala.kit.policy import actor_of, staff
from tiwala.tasks.actions.claim_task import claim_task
from tiwala.tasks.actions.close_task import close_task
from tiwala.tasks.kinds import KINDS
from tiwala.tasks.models import Task
from tiwala.tasks.states import TASK

OPEN: Final = [state.value for state in TASK.open]
SHOWN: Final = (("", gettext_lazy("Open")), ("done", gettext_lazy("Done")))


@staff("task.view")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits, the newest first; what was done, on demand."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    found = Task.objects.visible_to(actor_of(request)).filter(state__in=["done"] if state == "done" else OPEN)
    if kind in KINDS:
        found = found.filter(kind=kind)
    page = page_of(found, request)
    names = staff_names(one.claimed_by for one in page.rows)
    rows = [
        {"task": one, "claimed_by": names.get(one.claimed_by, ""), "headline": headline(one.facts)} for one in page.rows
    ]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=SHOWN)}
    return render(request, "console/tasks.html", facts)


@staff("task.view")
@require_safe
def task(request: HttpRequest, ref: str) -> HttpResponse:
    """One task: what it is about, what to do, who does it."""
    found = _found(request, ref)
    facts = {
        "task": found,
        "ref": ref,
        "facts": fact_rows(found.facts),
        "is_open": found.state in OPEN,
        "claimed_by": staff_name(found.claimed_by) if found.claimed_by else "",
        "closed_by": staff_name(found.closed_by) if found.closed_by else "",
        "is_mine": found.claimed_by == actor_of(request).id,
    }
    return render(request, "console/task.html", facts)


@staff("task.handle")
@require_POST
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """Take it on, so that two people do not work on the same thing."""
    found = _found(request, ref)
    return do(
        request,
        run=lambda: claim_task(found.pk, by=actor_of(request)),
        done=_("It is yours."),
        back=reverse("console:task", args=[ref]),
    )


@staff("task.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close it, with a word on what was done."""
    found, form = _found(request, ref), CloseForm(request.POST or None)
    back = reverse("console:task", args=[ref])
    page = FormPage(
        heading=str(found.about.title),
        submit=_("Close the task"),
        done=_("Closed."),
        back=back,
        crumbs=(
            Crumb(label=_("Needs a person"), url=reverse("console:tasks")),
            Crumb(label=str(found.about.title), url=back),
        ),
    )

    def run() -> str:
        close_task(found.pk, by=actor_of(request), outcome=form.cleaned_data["outcome"])
        return reverse("console:tasks")

    return form_page(request, form=form, page=page, run=run)


def _found(request: HttpRequest, ref: str) -> Task:
    found: Task = Task.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found
