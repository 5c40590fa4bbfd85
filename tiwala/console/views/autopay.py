"""A customer's automatic payment, ended by staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.autopay.actions.end_agreement import end_agreement
from tiwala.autopay.queries import agreement_of
from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.base import ReasonForm
from tiwala.customers import queries
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("agreement.end", step_up=True)
@FORM
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End it with a reason that the customer reads."""
    actor = actor_of(request)
    card = queries.card(queries.by_ref(ref, by=actor))
    agreement = agreement_of(ref, by=actor)
    if agreement is None:
        raise NotFound(wanted="agreement")
    form = ReasonForm(request.POST or None)
    back = reverse("console:customer", args=[ref])
    page = FormPage(
        heading=_("End automatic payment?"),
        submit=_("End it"),
        tone="danger",
        done=_("Automatic payment has ended; the customer is told why."),
        story=_("Nothing is begun any more; a payment that had begun is finished. The customer reads your reason."),
        back=back,
        crumbs=(Crumb(label=_("Customers"), url=reverse("console:customers")), Crumb(label=card.name, url=back)),
    )

    def run() -> str:
        end_agreement(agreement.public_id, by=actor, reason=form.cleaned_data["reason"])
        return back

    return form_page(request, form=form, page=page, run=run)
