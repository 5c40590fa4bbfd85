"""Lists with names: asked for, and taken once a second person approved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.approvals.actions.use_approval import use_approval
from tiwala.approvals.models import Proposal
from tiwala.console.asking import waits
from tiwala.console.exporting import approved_list, ask_for_list
from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.approvals import ExportForm
from tiwala.console.queries.lists import LISTS
from tiwala.kit.errors import NotAllowed, NotFound
from tiwala.kit.policy import actor_of, staff


@staff("report.export", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Say why a list with names, or a long one, is needed."""
    if name not in LISTS:
        raise NotFound(wanted="list")
    if not actor_of(request).may(LISTS[name].permission):
        raise NotAllowed(permission=LISTS[name].permission)
    form, back = ExportForm(request.POST or None), reverse(f"console:{name}")
    page = FormPage(
        heading=_("Take a list home"),
        submit=_("Ask for it"),
        story=_("The list holds people's names and contacts, or is long, so a second person decides. Then you can take "
                "the file once, within three days."),
        back=back,
        crumbs=(Crumb(label=str(LISTS[name].title), url=back), Crumb(label=_("Export"))),
    )  # fmt: skip

    def run() -> str:
        why = form.cleaned_data["reason"]
        return waits(request, ask_for_list(name, request.GET, reason=why, key=form.key_text, by=actor_of(request)))

    return form_page(request, form=form, page=page, run=run)


@staff("report.export", step_up=True)
@require_POST
def fetch(request: HttpRequest, ref: str) -> HttpResponse:
    """The file, once."""
    actor = actor_of(request)
    found: Proposal = Proposal.objects.visible_to(actor).by_public_id(ref)
    return approved_list(use_approval(found.pk, by=actor), approved_by=found.decided_by, by=actor)
