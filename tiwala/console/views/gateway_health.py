"""Settings: how the gateways do, now and over time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tiwala.business import queries as business
from tiwala.console.chips import chips
from tiwala.console.queries.gateway_health import gateway_health
from tiwala.console.views.settings_tabs import tabs
from tiwala.kit.policy import staff

SPANS = (("", _("24 hours")), ("days", _("30 days")))


@staff("settings.view")
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Every account: what payers meet there now, and its troubles hour by hour or day by day."""
    by_day = request.GET.get("span") == "days"
    facts = {
        "tabs": tabs(request),
        "spans": chips(request, name="span", choices=SPANS),
        "accounts": gateway_health(by_day=by_day, zone=business.profile_facts().time_zone),
        "by_day": by_day,
    }
    return render(request, "console/gateway_health.html", facts)
