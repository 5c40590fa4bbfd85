"""What waits for a second person: the list, one of them, decided or taken back."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.decline import decline
from tiwala.approvals.actions.withdraw import withdraw
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import may_confirm_alone, others_who_may_decide
from tiwala.approvals.states import ProposalState
from tiwala.console.approval_words import facts_in_words
from tiwala.console.chips import chips
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.approvals import DecisionForm
from tiwala.console.paging import page_of
from tiwala.console.queries.people import staff_names
from tiwala.kit import clock
from tiwala.kit.policy import actor_of, staff

SHOWN: Final = (("", gettext_lazy("Waiting")), ("ended", gettext_lazy("Decided")))


@staff("task.view")
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What this person asked for or could decide; decided ones on demand."""
    found = Proposal.objects.visible_to(actor_of(request))
    ended = request.GET.get("state") == "ended"
    found = found.exclude(state=ProposalState.ASKED) if ended else found.filter(state=ProposalState.ASKED)
    page = page_of(found, request)
    names = staff_names(ref for one in page.rows for ref in (one.asked_by, one.decided_by))
    rows = [
        {
            "proposal": one,
            "asked_by": names.get(one.asked_by, one.asked_by),
            "decided_by": names.get(one.decided_by, ""),
        }
        for one in page.rows
    ]
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="state", choices=SHOWN), "ended": ended}
    return render(request, "console/approvals.html", facts)


@staff("task.view")
@require_safe
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """One of them: what would happen, why, who asked, until when."""
    actor, found = actor_of(request), _found(request, ref)
    names = staff_names([found.asked_by, found.decided_by])
    is_mine = actor.id in (found.asked_by, found.stands_for)
    alone = is_mine and found.is_waiting and may_confirm_alone(found, actor)
    facts = {
        "proposal": found,
        "ref": ref,
        "facts": facts_in_words(found),
        "asked_by": names.get(found.asked_by, found.asked_by),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "is_mine": is_mine,
        "may_decide": found.is_waiting and actor.may(found.about.decide) and (not is_mine or alone),
        "rests": alone and clock.now() < found.ripe_at,
        "is_stuck": found.is_waiting and is_mine and not alone and not others_who_may_decide(found.kind, but=actor.id),
        "can_fetch": found.asked_by == actor.id and found.state == ProposalState.APPROVED and found.about.is_fetched
                     and found.used_at is None,
    }  # fmt: skip
    return render(request, "console/approval.html", facts)


@staff("task.view", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Yes or no."""
    found, form = _found(request, ref), DecisionForm(request.POST or None)
    back = reverse("console:approval", args=[ref])
    page = FormPage(
        heading=str(found.about.title),
        submit=_("Decide"),
        back=back,
        template="console/approval_decide.html",
        crumbs=(Crumb(label=_("Second person"), url=reverse("console:approvals")), Crumb(label=_("Decide"), url="")),
    )

    def run() -> str:
        good, actor = form.cleaned_data, actor_of(request)
        if good["verdict"] == "approve":
            approve(found.pk, word=good["word"], by=actor)
            messages.success(request, _("Approved. Both names are in the trail."))
        else:
            decline(found.pk, word=good["word"], by=actor)
            messages.success(request, _("Declined. Nothing happens."))
        return back

    return form_page(request, form=form, page=page, run=run, proposal=found, facts=facts_in_words(found))


@staff("task.view")
@require_POST
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The one who asked no longer wants it."""
    found = _found(request, ref)
    return do(
        request,
        run=lambda: withdraw(found.pk, by=actor_of(request)),
        done=_("Taken back. Nothing happens."),
        back=reverse("console:approval", args=[ref]),
    )


def _found(request: HttpRequest, ref: str) -> Proposal:
    found: Proposal = Proposal.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found
