"""Automatic payment: how it stands, set and changed in two steps, paused, ended, asked about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.autopay.actions.allow_once import allow_once
from tiwala.autopay.actions.change_agreement import change_agreement
from tiwala.autopay.actions.end_agreement import end_agreement
from tiwala.autopay.actions.make_agreement import make_agreement
from tiwala.autopay.actions.pause_agreement import pause_agreement
from tiwala.autopay.actions.resume_agreement import resume_agreement
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.queries import agreement_of, collections_of
from tiwala.autopay.words import once_consent, terms_consent
from tiwala.business import queries as business
from tiwala.home import autopaying, whose
from tiwala.home.kept import kept_rows
from tiwala.home.pages import page
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal
from tiwala.kit.policy import actor_of, customer_only
from tiwala.payments.models import SavedMethod

FORM = require_http_methods(["GET", "HEAD", "POST"])
AGENT_MAX, SHA_MAX = 400, 64


@customer_only
@require_safe
def moved(_request: HttpRequest) -> HttpResponse:
    """Where it was before: letters of old lead here."""
    return redirect("home:autopay", permanent=True)


@customer_only
@require_safe
def autopay(request: HttpRequest) -> HttpResponse:
    """How it stands, and what was and will be collected."""
    here, actor = whose.here(request), actor_of(request)
    agreement = agreement_of(here.ref, by=actor)
    rows = autopaying.rows_of(collections_of(here.ref, by=actor))
    return page(
        request,
        "home/autopay.html",
        here=here,
        standing=autopaying.standing_of(agreement) if agreement else None,
        rows=[row for row in rows if not row.is_called_off],
        called_off=[row for row in rows if row.is_called_off],
        has_kept=bool(kept_rows(here.ref, by=actor)),
        rise=conf.autopay.rise_percent,
    )


@customer_only(needs="pays", factor=True, step_up=True)
@FORM
def terms(request: HttpRequest) -> HttpResponse:
    """First the figures, by GET; then the words with these figures in them, to be agreed to."""
    here = whose.here(request)
    agreement = agreement_of(here.ref, by=actor_of(request))
    currency = business.profile_facts().currency
    sent = request.POST if request.method == "POST" else request.GET
    if "cap" not in sent:
        return _figures(request, here, agreement, None)
    typed, wanted = autopaying.read_terms(sent, currency=currency)
    method = _method(typed.method, here.ref)
    if wanted is None or method is None or "change" in sent:
        if method is None:
            typed = autopaying.replaced(typed, {**(typed.wrong or {}), "method": _("Choose one of these.")})
        return _figures(request, here, agreement, typed)
    if request.method != "POST":
        return _words(request, here, typed, (wanted, method))
    return _agree(request, here, agreement, typed, (wanted, method))


def _figures(
    request: HttpRequest, here: whose.Here, agreement: Agreement | None, typed: autopaying.Typed | None
) -> HttpResponse:
    kept = [one for one in kept_rows(here.ref, by=actor_of(request)) if not one.is_over]
    standing = autopaying.standing_of(agreement) if agreement else None
    first = typed or autopaying.typed_from(standing, only_method=kept[0].ref if len(kept) == 1 else "")
    return page(
        request,
        "home/autopay_terms.html",
        here=here,
        typed=first,
        wrong=first.wrong or {},
        kept=kept,
        coverable=autopaying.coverable(here.ref),
        days=autopaying.days_to_choose(),
        currency=business.profile_facts().currency,
        is_change=agreement is not None,
    )


def _words(
    request: HttpRequest,
    here: whose.Here,
    typed: autopaying.Typed,
    wanted: tuple[Terms, SavedMethod],
    refused: str = "",
) -> HttpResponse:
    facts = terms_consent(here.ref, *wanted, agent="")
    kept = [("method", typed.method), ("cap", typed.cap), ("month_cap", typed.month_cap)]
    kept += [("notice_days", str(typed.notice_days)), ("scope", typed.scope)]
    kept += [("covers", ref) for ref in typed.covers]
    status = 422 if refused else 200
    more: dict[str, Any] = {"words": facts.words, "sha256": facts.sha256, "kept": kept, "refused": refused}
    return page(request, "home/autopay_words.html", here=here, status=status, **more)


def _agree(
    request: HttpRequest,
    here: whose.Here,
    agreement: Agreement | None,
    typed: autopaying.Typed,
    wanted: tuple[Terms, SavedMethod],
) -> HttpResponse:
    if not request.POST.get("agree"):
        return _words(request, here, typed, wanted, refused=_("Please tick that you agree, or leave."))
    asked, read, actor = wanted[0], _yes(request), actor_of(request)
    try:
        if agreement is None:
            make_agreement(here.ref, asked, read, by=actor)
        else:
            change_agreement(agreement.public_id, asked, read, by=actor)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        first = next(iter(refusal.fields.values()), "") if isinstance(refusal, BadInput) else ""
        return _words(request, here, typed, wanted, refused=first or refusal.text)
    messages.success(request, _("Automatic payment is on. A letter with what you agreed to is on its way."))
    return redirect("home:autopay")


@customer_only(needs="pays", factor=True, step_up=True)
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Stop for a while."""
    pause_agreement(_mine(request).public_id, by=actor_of(request))
    messages.success(request, _("Paused. Until you resume it, nothing is begun."))
    return redirect("home:autopay")


@customer_only(needs="pays", factor=True, step_up=True)
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Go on."""
    resume_agreement(_mine(request).public_id, by=actor_of(request))
    messages.success(request, _("On again. Each payment is told to you before."))
    return redirect("home:autopay")


@customer_only(needs="pays", factor=True, step_up=True)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Stop for good."""
    end_agreement(_mine(request).public_id, by=actor_of(request))
    messages.success(request, _("Ended. From now on, please pay by hand."))
    return redirect("home:autopay")


@customer_only(needs="pays", factor=True, step_up=True)
@FORM
def one(request: HttpRequest, collection_ref: str) -> HttpResponse:
    """A payment that is more than was agreed: look at it, and say yes to just this one."""
    collection = Collection.objects.visible_to(actor_of(request)).by_public_id(collection_ref)
    refused = _allow(request, collection_ref) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        messages.success(request, _("Thank you. It is collected soon, by day."))
        return redirect("home:autopay")
    facts = once_consent(collection, collection.agreement.method, agent="")
    more: dict[str, Any] = {"row": autopaying.rows_of([collection])[0], "why": collection.why, "refused": refused}
    more |= {"words": facts.words, "sha256": facts.sha256, "agreement": collection.agreement}
    here = whose.here(request)
    return page(request, "home/autopay_one.html", here=here, status=422 if refused else 200, **more)


def _allow(request: HttpRequest, collection_ref: str) -> str:
    """Say yes; what the house refuses for now, in a sentence."""
    if not request.POST.get("agree"):
        return _("Please tick that you agree, or leave.")
    try:
        allow_once(collection_ref, _yes(request), by=actor_of(request))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return refusal.text
    return ""


def _mine(request: HttpRequest) -> Agreement:
    found = agreement_of(whose.here(request).ref, by=actor_of(request))
    if found is None:
        raise NotFound(wanted="agreement")
    return found


def _method(ref: str, customer_ref: str) -> SavedMethod | None:
    own = SavedMethod.objects.filter(customer_ref=customer_ref).kept()
    return next((method for method in own if method.public_id == ref), None)


def _yes(request: HttpRequest) -> Yes:
    agent = request.headers.get("User-Agent", "")[:AGENT_MAX]
    return Yes(request.POST.get("agree", "")[:SHA_MAX], get_language() or "en", agent)
