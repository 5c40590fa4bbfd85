"""Lists of whom to refuse or trust: seen, added to, ended, taken in and home as files; and the switch for attacks."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.chips import chips
from tiwala.console.exporting import export_list
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.fraud import AlarmForm, EntriesForm, EntryForm
from tiwala.console.fraud_words import ABOUTS, PACKS, named
from tiwala.console.paging import page_of
from tiwala.console.queries.people import staff_names
from tiwala.fraud.actions.add_to_list import add_to_list
from tiwala.fraud.actions.begin_alarm import begin_alarm
from tiwala.fraud.actions.end_alarm import end_alarm
from tiwala.fraud.actions.end_listing import end_listing
from tiwala.fraud.actions.import_list import import_list
from tiwala.fraud.listing import SIDES
from tiwala.fraud.models import ListEntry, ListEntryQuerySet
from tiwala.kit import clock
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHOWN: Final = (
    ("", gettext_lazy("In force")),
    ("deny", gettext_lazy("Refused")),
    ("watch", gettext_lazy("Looked at")),
    ("allow", gettext_lazy("Trusted")),
    ("ended", gettext_lazy("Ended")),
)
EXPORT_MOST: Final = 10_000


@staff("fraud.view")
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Who is refused or trusted, why, by whom and until when."""
    side, found = request.GET.get("show", ""), ListEntry.objects.visible_to(actor_of(request))
    page = page_of(found.filter(ends_at__lte=clock.now()) if side == "ended" else _in_force(found, side), request)
    names = staff_names(one.owner_ref for one in page.rows)
    rows = [
        {
            "entry": one,
            "about": named(ABOUTS, one.about),
            "scope": "" if one.scope == "all" else named(PACKS, one.scope),
            "owner": names.get(one.owner_ref, "Tiwala" if one.owner_ref == "tiwala" else one.owner_ref),
        }
        for one in page.rows
    ]
    facts = {
        "rows": rows,
        "page_of": page,
        "chips": chips(request, name="show", choices=SHOWN),
        "ended": side == "ended",
    }
    return render(request, "console/fraud_lists.html", facts)


@staff("fraud.lists", step_up=True)
@FORM
def new(request: HttpRequest) -> HttpResponse:
    """One more."""
    form = EntryForm(request.POST or None)
    page = FormPage(
        heading=_("Put somebody on a list"),
        submit=_("Put on the list"),
        done=_("On the list. It counts from the next try on."),
        story=_("Who is refused is refused whatever the rules say. Who is trusted is never reviewed for it, and still "
                "refused where a rule refuses."),
        **_around(),
    )  # fmt: skip

    def run() -> str:
        try:
            add_to_list(form.facts(_zone()), by=actor_of(request))
        except BadInput as wrong:
            names = {"key": "key_typed", "ends_at": "ends_on"}
            raise BadInput(fields={names.get(at, at): why for at, why in wrong.fields.items()}) from wrong
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("fraud.lists", step_up=True)
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """It counts no more."""
    ListEntry.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: end_listing(ref, by=actor_of(request)),
        done=_("Ended. It stays to be read."),
        back=reverse("console:fraud_lists"),
    )


@staff("fraud.lists", step_up=True)
@FORM
def take_in(request: HttpRequest) -> HttpResponse:
    """Entries from a file: all, or none and what is wrong."""
    form = EntriesForm(request.POST or None, request.FILES or None)
    page = FormPage(
        heading=_("Take in a list"),
        submit=_("Take in"),
        story=_(
            "All lines are taken in, or none and you are told which are wrong. Taken in again, nothing is doubled."
        ),
        has_files=True,
        **_around(),
    )

    def run() -> str:
        made = import_list(form.cleaned_data["file"], zone=_zone(), by=actor_of(request))
        count = len(made)
        told = ngettext("%(count)d entry is on the list.", "%(count)d entries are on the list.", count)
        messages.success(request, told % {"count": count})
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("fraud.lists", step_up=True)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What is in force as CSV, keys masked: nobody can be found by it."""
    by = actor_of(request)
    found = ListEntry.objects.visible_to(by).in_force().order_by("-pk")[:EXPORT_MOST]
    head = ("side", "about", "key", "reason", "scope", "ends", "owner", "begun")
    rows = [(e.side, e.about, e.shown, e.reason, e.scope, e.ends_at or "", e.owner_ref, e.created_at) for e in found]
    return export_list("fraud_lists", head=head, rows=rows, by=by)


@staff("fraud.rules", step_up=True)
@FORM
def alarm(request: HttpRequest) -> HttpResponse:
    """Say that the house is under attack."""
    form = AlarmForm(request.POST or None)
    page = FormPage(
        heading=_("We are under attack"),
        submit=_("Stricter from now on"),
        done=_("The stricter rules count now. They end by themselves."),
        story=_("The pack “Under attack” counts at once and for these hours: some good payers will be asked for more, "
                "or refused. Nobody else has to agree; it is in the trail."),
        tone="danger",
        back=reverse("console:fraud_rules"),
        crumbs=(Crumb(label=_("Fraud rules"), url=reverse("console:fraud_rules")), Crumb(label=_("Under attack"))),
    )  # fmt: skip

    def run() -> str:
        good = form.cleaned_data
        begin_alarm(hours=int(good["hours"]), why=good["why"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("fraud.rules", step_up=True)
@require_POST
def alarm_end(request: HttpRequest) -> HttpResponse:
    """It is over."""
    return do(
        request,
        run=lambda: end_alarm(by=actor_of(request)),
        done=_("Over. The stricter rules count no more."),
        back=reverse("console:fraud_rules"),
    )


def _in_force(found: ListEntryQuerySet, side: str) -> ListEntryQuerySet:
    """What counts now, of one side if one is asked for."""
    return found.in_force().filter(side=side) if side in SIDES else found.in_force()


def _zone() -> ZoneInfo:
    return ZoneInfo(profile_facts().time_zone)


def _around() -> Around:
    home = reverse("console:fraud_lists")
    return {"back": home, "crumbs": (Crumb(label=_("Fraud lists"), url=home),)}
