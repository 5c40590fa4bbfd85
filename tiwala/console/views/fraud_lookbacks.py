"""What a rule would have done: asked from its page, watched while it goes on, then shown and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.fraud.actions.ask_lookback import ask_lookback
from tiwala.fraud.models import Lookback, RuleVersion
from tiwala.kit import clock
from tiwala.kit.policy import actor_of, staff
from tiwala.ui.charts import Figure
from tiwala.ui.htmx import page_or_part
from tiwala.ui.wording import locale_for, money_words

OUTCOMES: Final = {
    "fraud": (_("Known fraud"), "s4"),
    "good": (_("Good payers"), "s5"),
    "declined": (_("Declined by the bank"), "s3"),
    "blocked": (_("Refused by us: nobody knows"), "s6"),
    "open": (_("Not known yet"), "s2"),
}
EVERY_S: Final = 2
_STILL: Final = timedelta(minutes=30)


@staff("fraud.rules")
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin to look back with one version of a rule."""
    return redirect("console:fraud_lookback", ask_lookback(ref, by=actor_of(request)).public_id)


@staff("fraud.view")
@require_safe
def lookback(request: HttpRequest, ref: str) -> HttpResponse:
    """How far it is; then hits, fraud caught, good payers hurt, money, weeks, overlap and examples."""
    by = actor_of(request)
    found: Lookback = Lookback.objects.visible_to(by).by_public_id(ref)
    rule: RuleVersion = RuleVersion.objects.visible_to(by).by_public_id(found.version_ref)
    is_moving = found.finished_at is None and clock.now() - found.moved_at < _STILL
    facts = {
        "look": found,
        "rule": rule,
        "poll_s": EVERY_S if is_moving else 0,
        "since": found.created_at - timedelta(days=found.days),
        **_shown(found.result or {}),
    }
    return page_or_part(request, "console/fraud_lookback.html", part="answer", **facts)


def _shown(result: Mapping[str, Any]) -> dict[str, Any]:
    if not result:
        return {}
    outcomes = result["outcomes"]
    return {
        "result": result,
        "parts": [
            Figure(str(words), outcomes[name]["tries"], str(outcomes[name]["tries"]), series)
            for name, (words, series) in OUTCOMES.items()
        ],
        "rows": [(words, outcomes[name]["tries"], _money(outcomes[name])) for name, (words, _s) in OUTCOMES.items()],
        "caught_money": _money(outcomes["fraud"]),
        "hurt_money": _money(outcomes["good"]),
        "weeks": [Figure(_week(one["from"]), one["hits"], str(one["hits"])) for one in result["weeks"]],
        "precision": _percent(result["precision"]),
        "recall": _percent(result["recall"]),
        "examples": [(OUTCOMES[one["outcome"]][0], one["payment_ref"]) for one in result["examples"]],
    }


def _money(sums: Mapping[str, Any]) -> str:
    language = get_language() or "en"
    return " + ".join(money_words(minor, code, language=language) for code, minor in sums["minor"].items()) or "–"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _week(start: str) -> str:
    return format_date(date.fromisoformat(start), "d MMM", locale=locale_for(get_language() or "en"))
