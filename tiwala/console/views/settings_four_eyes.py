"""Settings: when a second person is needed, and whether there is one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.approvals.actions.set_refund_limit import set_refund_limit
from tiwala.approvals.actions.work_alone import work_alone
from tiwala.approvals.kinds import KINDS
from tiwala.approvals.queries import BULK_ROWS, kinds_without_a_second, rules
from tiwala.approvals.registry import people
from tiwala.console.asking import waits
from tiwala.console.forming import FormPage, do, form_page
from tiwala.console.forms.approvals import AloneForm, ClearLimitForm, LimitForm
from tiwala.console.forms.base import shown
from tiwala.console.queries.people import staff_name, staff_names
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.fraud.actions.set_clear_limit import set_clear_limit
from tiwala.fraud.limits import clear_limit
from tiwala.kit.policy import actor_of, staff

EYES = 2
FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("settings.view")
@require_safe
def four_eyes(request: HttpRequest) -> HttpResponse:
    """What needs two people, who could be the second, from which amount on."""
    held = {one.decide: people().who(one.decide) for one in KINDS.values()}
    names, now = staff_names(ref for refs in held.values() for ref in refs), rules()
    rows = [
        {"kind": one, "who": [names[ref] for ref in held[one.decide]], "is_thin": len(held[one.decide]) < EYES}
        for one in KINDS.values()
    ]
    facts = {
        "tabs": tabs(request),
        "rules": now,
        "clear_limit": clear_limit(),
        "rows": rows,
        "bulk_rows": BULK_ROWS,
        "alone_by": staff_name(now.alone_by) if now.alone_by else "",
    }
    return render(request, "console/four_eyes.html", facts)


@staff("four_eyes.edit", step_up=True)
@FORM
def limit(request: HttpRequest) -> HttpResponse:
    """From which amount on a refund needs a second person: lower at once, higher with one."""
    form = LimitForm(request.POST or None, initial={"limit": shown(rules().refund_limit)})
    page = FormPage(
        heading=_("The limit of refunds"),
        submit=_("Keep"),
        story=_("A lower limit holds at once. A higher one waits for a second person."),
        **around("console:four_eyes", _("Four eyes")),
    )

    def run() -> str:
        good = form.cleaned_data
        made = set_refund_limit(good["limit"], reason=good["reason"], key=form.key_text, by=actor_of(request))
        if made is not None:
            return waits(request, made)
        messages.success(request, _("Kept."))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("four_eyes.edit", step_up=True)
@FORM
def clearing(request: HttpRequest) -> HttpResponse:
    """From which amount on a payment is found in order by two: lower at once, higher with a second person."""
    now = clear_limit()
    form = ClearLimitForm(request.POST or None, currency=now.currency, initial={"limit": shown(now)})
    page = FormPage(
        heading=_("The limit of payments found in order"),
        submit=_("Keep"),
        story=_("Of a payment that may be fraud, one person says up to here that it is in order; above it two do. A "
                "lower limit holds at once. A higher one waits for a second person."),
        **around("console:four_eyes", _("Four eyes")),
    )  # fmt: skip

    def run() -> str:
        good = form.cleaned_data
        made = set_clear_limit(good["limit"], reason=good["reason"], key=form.key_text, by=actor_of(request))
        if made is not None:
            return waits(request, made)
        messages.success(request, _("Kept."))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("four_eyes.edit", step_up=True)
@FORM
def alone(request: HttpRequest) -> HttpResponse:
    """Say that nobody else could be the second person."""
    form = AloneForm(request.POST or None)
    stuck = [str(KINDS[name].title) for name in kinds_without_a_second(actor_of(request).id)]
    page = FormPage(
        heading=_("I run this business alone"),
        submit=_("I work alone"),
        done=_("Kept. It ends for each thing as soon as somebody else could decide it."),
        story=_("Instead of a second person there is a wait: 24 hours for gateways, keys, roles, invitations and the "
                "limit; for refunds and lists, you prove once more who you are after some minutes. A letter tells you "
                "of each."),
        template="console/alone.html",
        **around("console:four_eyes", _("Four eyes")),
    )  # fmt: skip

    def run() -> str:
        work_alone(alone=True, why=form.cleaned_data["why"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run, stuck=stuck)


@staff("four_eyes.edit", step_up=True)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Nobody works alone any more."""
    return do(
        request,
        run=lambda: work_alone(alone=False, by=actor_of(request)),
        done=_("Kept. From now on a second person decides."),
        back=around("console:four_eyes", "")["back"],
    )
