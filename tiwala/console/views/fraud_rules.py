"""Fraud rules: by pack, one with its versions, written, watched in shadow, asked to go live, stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.asking import waits
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.fraud import GoLiveForm, NewRuleForm, RuleForm
from tiwala.console.fraud_words import ABOUT_PACKS, PACKS, STAGES, VERDICTS, named, what_is_wrong
from tiwala.console.queries.people import staff_names
from tiwala.fraud.actions.ask_live import ask_live
from tiwala.fraud.actions.draft_rule import DraftFacts, draft_rule
from tiwala.fraud.actions.put_in_shadow import put_in_shadow
from tiwala.fraud.actions.retire_rule import retire_rule
from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.book import DAYS, Told, alarm_now, in_shadow, lookbacks_of, rules_by_pack, versions_of
from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.facts import Verdict
from tiwala.fraud.models import RuleVersion
from tiwala.kit.errors import BadInput, NotFound
from tiwala.kit.policy import actor_of, staff

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("fraud.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by pack, how far it has come, how often it matched."""
    packs = [
        {
            "name": pack,
            "title": named(PACKS, pack),
            "about": named(ABOUT_PACKS, pack),
            "rows": [_row(one) for one in told],
            "lives": sum(one.rule.stage == "live" for one in told),
            "hits": sum(one.hits.all for one in told if one.hits),
            "shadows": sum(one.rule.stage == "shadow" for one in told),
        }
        for pack, told in rules_by_pack(actor_of(request)).items()
    ]
    alarm = alarm_now()
    names = staff_names([alarm.owner_ref]) if alarm else {}
    facts = {"packs": packs, "alarm": alarm, "days": DAYS, "alarm_by": names.get(alarm.owner_ref, "") if alarm else ""}
    return render(request, "console/fraud_rules.html", facts)


@staff("fraud.view")
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every attribute a rule may ask for, and how rules are written."""
    kinds = {"number": _("a number"), "text": _("a text"), "flag": _("yes or no")}
    rows = [(name, kinds[one.kind], said(name)) for name, one in sorted(ATTRIBUTES.items())]
    return render(request, "console/fraud_attributes.html", {"rows": rows})


@staff("fraud.view")
@require_safe
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule with all its versions."""
    told = versions_of(name, actor_of(request))
    people = staff_names(ref for one in told for ref in (one.rule.author_ref, one.rule.approved_by))
    pack, looks = told[0].rule.pack, lookbacks_of([one.rule.public_id for one in told])
    rows = [
        {
            **_row(one),
            "look": looks.get(one.rule.public_id),
            "author": _who(one.rule.author_ref, people),
            "approver": people.get(one.rule.approved_by, ""),
        }
        for one in told
    ]
    facts = {
        "name": name,
        "pack": named(PACKS, pack),
        "rows": rows,
        "days": DAYS,
        "for_attacks": pack == "under_attack",
    }
    return render(request, "console/fraud_rule.html", facts)


@staff("fraud.rules")
@FORM
def new(request: HttpRequest) -> HttpResponse:
    """A rule of one's own, as a draft."""
    form = NewRuleForm(request.POST or None)
    page = FormPage(
        heading=_("A new rule"), submit=_("Keep as draft"), template="console/fraud_draft.html", **_around("")
    )
    return _draft(request, form, page, lambda good: (good["name"].strip(), good["pack"]))


@staff("fraud.rules")
@FORM
def reword(request: HttpRequest, name: str) -> HttpResponse:
    """Another version of a rule, beginning with the words of the newest."""
    newest = versions_of(name, actor_of(request))[0].rule
    form = RuleForm(request.POST or None, initial={"text": newest.text, "verdict": newest.verdict})
    heading = _("Another version of %(name)s") % {"name": name}
    page = FormPage(heading=heading, submit=_("Keep as draft"), template="console/fraud_draft.html", **_around(name))
    return _draft(request, form, page, lambda _good: (name, newest.pack))


@staff("fraud.rules", step_up=True)
@require_POST
def shadow(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask it at every try, and do nothing for it."""
    one = _found(request, ref)
    return do(
        request,
        run=lambda: put_in_shadow(ref, by=actor_of(request)),
        done=_("In shadow: it is asked at every try, and nothing is done for it."),
        back=reverse("console:fraud_rule", args=[one.name]),
    )


@staff("fraud.rules", step_up=True)
@require_POST
def retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask it no more."""
    one = _found(request, ref)
    return do(
        request,
        run=lambda: retire_rule(ref, by=actor_of(request)),
        done=_("Retired: it is asked no more. It can come back to shadow."),
        back=reverse("console:fraud_rule", args=[one.name]),
    )


@staff("fraud.rules", step_up=True)
@FORM
def go_live(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a second person, so that one rule counts."""
    one = _found(request, ref)
    page = FormPage(
        heading=_("Put %(name)s live") % {"name": one.name},
        submit=_("Ask for it"),
        story=_("From the second person's yes on it counts at every try: %(verdict)s.")
        % {"verdict": named(VERDICTS, one.verdict)},
        **_around(one.name),
    )
    return _ask(request, page, [one.public_id])


@staff("fraud.rules", step_up=True)
@FORM
def pack_live(request: HttpRequest, pack: str) -> HttpResponse:
    """Ask for a second person, so that all that is in shadow of a pack counts."""
    if pack not in PACKS:
        raise NotFound(wanted="pack")
    found = in_shadow(pack)
    page = FormPage(
        heading=_("Put “%(name)s” live") % {"name": named(PACKS, pack)},
        submit=_("Ask for it"),
        story=_("These count from the second person's yes on: %(names)s.") % {"names": ", ".join(r.name for r in found)}
        if found else _("Nothing of this pack is in shadow."),
        **_around(""),
    )  # fmt: skip
    return _ask(request, page, [one.public_id for one in found])


def _ask(request: HttpRequest, page: FormPage, refs: list[str]) -> HttpResponse:
    form = GoLiveForm(request.POST or None)

    def run() -> str:
        why = form.cleaned_data["reason"]
        return waits(request, ask_live(refs, reason=why, key=form.key_text, by=actor_of(request)))

    return form_page(request, form=form, page=page, run=run)


def _draft(
    request: HttpRequest, form: RuleForm, page: FormPage, whose: Callable[[dict[str, Any]], tuple[str, str]]
) -> HttpResponse:
    def run() -> str:
        good = form.cleaned_data
        (name, pack), text = whose(good), good["text"].replace("\r\n", "\n").strip()
        verdict = cast("Verdict", good["verdict"])
        facts = DraftFacts(name=name, pack=pack, text=text, verdict=verdict, why=good["why"])
        try:
            made = draft_rule(facts, by=actor_of(request))
        except RuleRefused as refused:
            raise BadInput(fields={"text": what_is_wrong(refused, text)}) from refused
        return reverse("console:fraud_rule", args=[made.name])

    return form_page(request, form=form, page=page, run=run, attributes=sorted(ATTRIBUTES))


def _row(one: Told) -> dict[str, Any]:
    stage, tone = STAGES[one.rule.stage]
    return {"told": one, "rule": one.rule, "stage": stage, "tone": tone, "verdict": named(VERDICTS, one.rule.verdict)}


def _who(ref: str, people: dict[str, str]) -> str:
    return people.get(ref, "Tiwala" if ref == "tiwala" else ref)


def _around(name: str) -> Around:
    home = reverse("console:fraud_rules")
    crumbs = [Crumb(label=_("Fraud rules"), url=home)]
    if name:
        crumbs.append(Crumb(label=name, url=reverse("console:fraud_rule", args=[name])))
    return {"back": crumbs[-1].url, "crumbs": tuple(crumbs)}


def _found(request: HttpRequest, ref: str) -> RuleVersion:
    found: RuleVersion = RuleVersion.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found
