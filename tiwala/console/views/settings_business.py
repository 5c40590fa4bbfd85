"""Settings: who collects, branches and numbers, the look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.business import queries as business
from tiwala.business.actions.change_regime import change_regime
from tiwala.business.actions.open_branch import open_branch
from tiwala.business.actions.set_brand import set_brand
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.facts import BranchFacts
from tiwala.business.models import TaxRegime
from tiwala.console.forming import FormPage, form_page
from tiwala.console.forms.settings import (
    DOCUMENT_WORDS,
    BranchForm,
    BrandForm,
    ProfileForm,
    RegimeForm,
    SeriesForm,
    profile_initial,
)
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.invoicing.actions.set_series_start import set_series_start
from tiwala.invoicing.models import Series
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])
TEAL = "#0f766e"


@staff("settings.view")
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Who collects, as it is printed and shown."""
    facts = {"tabs": tabs(request), "profile": business.profile(), "regimes": TaxRegime.objects.all()}
    return render(request, "console/settings.html", facts)


@staff("settings.edit", step_up=True)
@FORM
def profile(request: HttpRequest) -> HttpResponse:
    """Say who collects. VAT status is decided once; a new registration has its own door."""
    form = ProfileForm(request.POST or None, initial=profile_initial(business.profile()))
    page = FormPage(
        heading=_("Who collects"), submit=_("Keep"), done=_("Kept."), **around("console:settings", _("Business"))
    )

    def run() -> str:
        set_profile(form.facts(), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("settings.edit", step_up=True)
@FORM
def regime(request: HttpRequest) -> HttpResponse:
    """Become VAT-registered, or cease to be, from a day on."""
    form = RegimeForm(request.POST or None)
    page = FormPage(
        heading=_("A new tax registration"),
        submit=_("Keep"),
        done=_("Kept."),
        story=_("Issued documents stay as they are. Enter a change on its day, not before."),
        **around("console:settings", _("Business")),
    )

    def run() -> str:
        good = form.cleaned_data
        change_regime(
            good["vat_status"], other_tax=good["other_tax"], starts_on=good["starts_on"], by=actor_of(request)
        )
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("settings.view")
@require_safe
def branches(request: HttpRequest) -> HttpResponse:
    """Every branch with its series of numbers."""
    series = Series.objects.order_by("document")
    by_branch: dict[Any, list[dict[str, Any]]] = {}
    for one in series:
        row = {"words": DOCUMENT_WORDS.get(one.document, one.document), "prefix": one.prefix, "next": one.next_number}
        by_branch.setdefault(one.branch_id, []).append(row)
    rows = [{"branch": one, "series": by_branch.get(one.pk, [])} for one in business.branches()]
    return render(request, "console/branches.html", {"tabs": tabs(request), "rows": rows})


@staff("settings.edit")
@FORM
def branch_new(request: HttpRequest) -> HttpResponse:
    """Open a branch."""
    form = BranchForm(request.POST or None)
    page = FormPage(
        heading=_("New branch"), submit=_("Open it"), done=_("Opened."), **around("console:branches", _("Branches"))
    )

    def run() -> str:
        good = form.cleaned_data
        open_branch(BranchFacts(code=good["code"], name=good["name"], address=good["address"]), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("settings.edit")
@FORM
def series(request: HttpRequest, code: str) -> HttpResponse:
    """Say where the numbers of a branch go on; only before the first one is drawn."""
    form = SeriesForm(request.POST or None)
    page = FormPage(
        heading=_("First number of branch %(code)s") % {"code": code},
        submit=_("Keep"),
        done=_("Kept."),
        story=_("Numbers never go back and are never reset. This can be said until the first one is drawn."),
        **around("console:branches", _("Branches")),
    )

    def run() -> str:
        good = form.cleaned_data
        set_series_start(code, good["document"], first_number=good["first_number"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("settings.edit")
@FORM
def brand(request: HttpRequest) -> HttpResponse:
    """The colour and the logo of every page, letter and paper to come."""
    form = BrandForm(request.POST or None, request.FILES or None, initial={"colour": business.brand().colour or TEAL})
    page = FormPage(
        heading=_("The look"),
        submit=_("Keep"),
        done=_("Kept. Pages show it within five seconds."),
        has_files=True,
        template="console/brand.html",
        **around("console:settings", _("Business")),
    )

    def run() -> str:
        good = form.cleaned_data
        logo = b"" if good["without_logo"] else good["logo"].read() if good["logo"] else None
        set_brand(colour="" if good["without_colour"] else good["colour"].lower(), logo=logo, by=actor_of(request))
        return reverse("console:brand")

    return form_page(request, form=form, page=page, run=run, tabs=tabs(request))
