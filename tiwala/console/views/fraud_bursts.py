"""One burst: what was unusual, the tries of it, whose keys they share, and what is done about them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.fraud import SeenEntryForm
from tiwala.console.queries.fraud_desk import clues
from tiwala.console.queries.fraud_monitor import Top, as_shown
from tiwala.fraud.actions.list_seen import SEEN, list_seen
from tiwala.fraud.book import alarm_now
from tiwala.fraud.models import Burst
from tiwala.fraud.monitor.of_burst import SHOWN, busy_in, is_of, tries_of
from tiwala.fraud.monitor.words import burst_words
from tiwala.kit.policy import actor_of, staff


@staff("fraud.view")
@require_safe
def burst(request: HttpRequest, ref: str) -> HttpResponse:
    """What was unusual, for how long, its tries, and what they share."""
    by = actor_of(request)
    found: Burst = Burst.objects.visible_to(by).by_public_id(ref)
    facts = {
        "burst": found,
        "words": burst_words(found),
        "ref": ref,
        "alarm": alarm_now(),
        "tops": as_shown(busy_in(found), by=by),
        "clues": list(clues(tries_of(found), own="", by=by)),
        "most": SHOWN,
    }
    return render(request, "console/fraud_burst.html", facts)


@staff("fraud.lists", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Put what the tries of a burst share on a list: refused, or trusted when it turns out to be good payers."""
    by = actor_of(request)
    found: Burst = Burst.objects.visible_to(by).by_public_id(ref)
    keys = {_which(top): top for top in as_shown(busy_in(found), by=by)}
    asked = request.POST.get("which", "") if request.method == "POST" else request.GET.get("which", "")
    choices = [(which, _words(top)) for which, top in keys.items()]
    if asked not in keys and _is_ours(found, asked):  # newer tries came while the form was open
        choices.append((asked, _("What you chose")))
    form = SeenEntryForm(request.POST or None, keys=choices, initial={"which": asked})
    page = _page(ref)

    def run() -> str:
        known = keys.get(form.cleaned_data["which"])
        payment_ref, facts = form.facts_of(known.shown if known else "", ZoneInfo(profile_facts().time_zone))
        list_seen(payment_ref, facts, by=by)
        return page.back

    return form_page(request, form=form, page=page, run=run)


def _which(top: Top) -> str:
    return f"{top.busy.about}:{top.busy.payment_ref}"


def _is_ours(found: Burst, which: str) -> bool:
    about, _colon, payment_ref = which.partition(":")
    return about in SEEN and is_of(found, payment_ref)


def _words(top: Top) -> str:
    tries = ngettext("%(count)d try", "%(count)d tries", top.busy.tries) % {"count": top.busy.tries}
    return f"{str(top.about).capitalize()} {top.shown} ({tries})"


def _page(ref: str) -> FormPage:
    back = reverse("console:fraud_burst", args=[ref])
    return FormPage(
        heading=_("Refuse or trust what they share"),
        submit=_("Put on the list"),
        done=_("On the list. It counts from the next try on."),
        story=_("Who is refused is refused whatever the rules say. Who is trusted is never reviewed for it, and still "
                "refused where a rule refuses."),
        back=back,
        crumbs=(
            Crumb(label=_("What is going on"), url=reverse("console:fraud_monitor")),
            Crumb(label=_("Something unusual"), url=back),
        ),
    )  # fmt: skip
