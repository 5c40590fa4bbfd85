"""How many disputes are too many: the limits that the monitor and its alerts go by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.fraud import DisputeLimitsForm
from tiwala.fraud.actions.set_dispute_limits import set_dispute_limits
from tiwala.fraud.limits import dispute_limits
from tiwala.fraud.monitor.hours import disputes_by_brand
from tiwala.kit import clock
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff


@staff("fraud.rules", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request: HttpRequest) -> HttpResponse:
    """Of a hundred payments so many disputed are too many, by card brand and of all."""
    form = DisputeLimitsForm(request.POST or None, now=dispute_limits(), seen=disputes_by_brand(clock.now()))
    back = reverse("console:fraud_monitor")
    page = FormPage(
        heading=_("Limits of disputes"),
        submit=_("Keep"),
        done=_("Kept. It counts from the next look on."),
        story=_("Of a hundred payments in 30 days, so many disputed are too many. The brands change their limits and "
                "count in their own ways: write what your bank or gateway tells you. It stops no payment; it says when "
                "you are told."),
        back=back,
        crumbs=(Crumb(label=_("What is going on"), url=back),),
    )  # fmt: skip

    def run() -> str:
        try:
            set_dispute_limits(form.limits, reason=form.cleaned_data["reason"], by=actor_of(request))
        except BadInput as wrong:
            raise BadInput(fields={form.name_of(at): why for at, why in wrong.fields.items()}) from wrong
        return page.back

    return form_page(request, form=form, page=page, run=run)
