"""Models of fraud: what there is to learn from, what stands, what has moved; watched, asked to count, stopped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.asking import waits
from tiwala.console.forming import Crumb, FormPage, do, form_page
from tiwala.console.forms.fraud import GoLiveForm
from tiwala.console.fraud_words import CHANCES, DRIFTS, STAGES, VERDICTS, beside, called, chances_of, named, trained
from tiwala.console.queries.people import staff_names
from tiwala.fraud.actions.ask_model_live import ask_model_live
from tiwala.fraud.actions.put_model_in_shadow import put_model_in_shadow
from tiwala.fraud.actions.retire_model import retire_model
from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.shelf import Moved, Shelved, shelf, shelved
from tiwala.kit.conf import conf
from tiwala.kit.policy import actor_of, staff

FORM: Final = require_http_methods(["GET", "HEAD", "POST"])
_SHOWN: Final = 5


@staff("fraud.view")
@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The live model beside the one in shadow, every version, and what is missing where there is none."""
    found = shelf(actor_of(request))
    rows = [_row(one) for one in found.versions]
    facts = {
        "enough": found.enough,
        "standing": [row for row in rows if row["model"].stage in ("live", "shadow")],
        "rows": rows,
        "last": found.last,
        "last_words": trained(found.last) if found.last else "",
        "settings": conf.fraud,
    }
    return render(request, "console/fraud_models.html", facts)


@staff("fraud.view")
@require_safe
def model(request: HttpRequest, ref: str) -> HttpResponse:
    """One version: what taught it, what it was worth, how far its columns have moved."""
    one = shelved(ref, actor_of(request))
    people = staff_names([one.model.staged_by, one.model.approved_by])
    row = _row(one)
    facts = {
        **row,
        "row": row,
        "moved": [_moved(at) for at in (one.score, *one.columns) if at],
        "staged_by": people.get(one.model.staged_by, _("the worker")),
        "approver": people.get(one.model.approved_by, ""),
        "settings": conf.fraud,
    }
    return render(request, "console/fraud_model.html", facts)


@staff("fraud.rules", step_up=True)
@require_POST
def shadow(request: HttpRequest, ref: str) -> HttpResponse:
    """Let it score every try, and do nothing for it."""
    return do(
        request,
        run=lambda: put_model_in_shadow(ref, by=actor_of(request)),
        done=_("In shadow: it scores every try, and nothing is done for it."),
        back=reverse("console:fraud_model", args=[ref]),
    )


@staff("fraud.rules", step_up=True)
@require_POST
def retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask it no more."""
    return do(
        request,
        run=lambda: retire_model(ref, by=actor_of(request)),
        done=_("Retired: it scores no more. It can come back to shadow."),
        back=reverse("console:fraud_model", args=[ref]),
    )


@staff("fraud.rules", step_up=True)
@FORM
def go_live(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a second person, so that its score counts."""
    one = shelved(ref, actor_of(request))
    name, back = called(one.model.number), reverse("console:fraud_model", args=[ref])
    page = FormPage(
        heading=_("Put %(name)s live") % {"name": name},
        submit=_("Ask for it"),
        story=_("From the second person's yes on, rules may ask for its score, for at most: %(verdict)s.")
        % {"verdict": named(VERDICTS, one.carries)},
        back=back,
        crumbs=(Crumb(label=_("Fraud models"), url=reverse("console:fraud_models")), Crumb(label=name, url=back)),
    )
    form = GoLiveForm(request.POST or None)

    def run() -> str:
        why = form.cleaned_data["reason"]
        return waits(request, ask_model_live(ref, reason=why, key=form.key_text, by=actor_of(request)))

    return form_page(request, form=form, page=page, run=run)


def _row(one: Shelved) -> dict[str, Any]:
    stage, tone = STAGES[one.model.stage]
    return {
        "told": one,
        "model": one.model,
        "name": called(one.model.number),
        "stage": stage,
        "tone": tone,
        "carries": named(VERDICTS, one.carries),
        "score": _moved(one.score) if one.score else None,
        "chances": chances_of(one.held),
        "chances_badge": CHANCES[one.held.word if one.held else "open"],
        "beside": beside(one.held),
        "most": [_moved(at) for at in one.columns[:_SHOWN]],
        "whole": one.model.measures.get("whole", {}),
        "folds": [{**fold, "day": _day(fold["since"])} for fold in one.model.measures.get("folds", [])],
    }


def _day(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _moved(one: Moved) -> dict[str, Any]:
    word, tone = DRIFTS[one.word]
    says = said(one.attribute) if one.attribute in ATTRIBUTES else ""
    return {"name": one.attribute, "says": says, "shift": one.shift, "word": word, "tone": tone}
