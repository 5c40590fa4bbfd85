"""A page showing every part in every state. Not in live mode; the screenshot and axe tests look at it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tiwala.kit import clock
from tiwala.kit.money import Money
from tiwala.kit.policy import anyone
from tiwala.ui.charts import Figure, coloured
from tiwala.ui.htmx import page_or_part
from tiwala.ui.wording import money_words

FACES = ("portal", "console", "pay", "entrance")


class SampleForm(forms.Form):
    """One of each widget, to see Django's own fields in our look."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("We send the receipt here."))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    branch = forms.ChoiceField(label=_("Branch"), choices=[("000", "Quezon City"), ("001", "Cebu City")])
    agree = forms.BooleanField(label=_("I have checked the amount"))


@anyone
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The parts on one of the four faces: /catalogue/?face=console."""
    face = request.GET.get("face", "portal")
    face = face if face in FACES else "portal"
    facts = _pay_facts() if face in {"pay", "entrance"} else _facts()
    return page_or_part(request, f"ui/catalogue/{face}.html", **facts)


def _brand() -> SimpleNamespace:
    return SimpleNamespace(
        name="Aling Nena's Kusina",
        registered_name="Magdalena R. Santos Food Services",
        logo_url="",
        colour="",
        trust_url="/catalogue/?face=pay",
        email="hello@nenas.example",
        phone="+63 917 555 0142",
        chat_url="/catalogue/?face=portal",
        is_trial=True,
    )


def _peso(label: str, minor: int, series: str = "s1") -> Figure:
    return Figure(label, minor, money_words(minor, "PHP", language="en"), series)


def _pay_facts() -> dict[str, Any]:
    return {
        "brand": _brand(),
        "form": SampleForm({"email": "ana", "branch": "000"}),
        "amount": Money(1_500_00, "PHP"),
        "due_on": clock.today("Asia/Manila") + timedelta(days=5),
    }


def _facts() -> dict[str, Any]:
    months = ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    takings = (98_200_00, 121_450_00, 87_300_00, 143_900_00, 132_100_00, 158_760_00)
    return {
        **_pay_facts(),
        "instant": clock.now() - timedelta(hours=2),
        "rows": _rows(),
        "tones": ("neutral", "good", "accent", "attention", "danger", "quiet"),
        "months": [_peso(month, minor) for month, minor in zip(months, takings, strict=True)],
        "ages": coloured(
            [
                _peso("Not due", 84_000_00),
                _peso("1–30 days", 22_500_00),
                _peso("31–60", 9_800_00),
                _peso("Over 60", 4_200_00),
            ]
        ),
        "payout": [
            _peso("Gross", 158_760_00),
            _peso("Fees", -4_762_80, "s3"),
            _peso("Refunds", -6_500_00, "s4"),
            _peso("Net", 147_497_20, "s5"),
        ],
        **_links(),
    }


def _rows() -> list[dict[str, Any]]:
    names = ("Benigno Reyes", "Corazon Dela Cruz-Villanueva", "Danilo Ocampo", "Estrella Magsaysay")
    states = ("paid", "overdue", "issued", "draft")
    return [
        {"number": f"QC-2026-{place:05}", "name": name, "state": state, "total": Money(1_250_00 * (place + 1), "PHP")}
        for place, (name, state) in enumerate(zip(names, states, strict=True), start=1)
    ]


def _links() -> dict[str, Any]:
    def link(
        label: str, *, is_current: bool = False, count: int | None = None, url: str = "#content"
    ) -> SimpleNamespace:
        return SimpleNamespace(label=label, url=url, is_current=is_current, count=count)

    return {
        "tabs": [link("Lines", is_current=True), link("Payments", count=2), link("History")],
        "chips": [link("All", count=200), link("Overdue", is_current=True, count=12), link("Draft", count=3)],
        "crumbs": [link("Invoices"), link("QC-2026-00012", url="")],
        "life": [
            SimpleNamespace(label="Drafted", at="1 Nov", state="done"),
            SimpleNamespace(label="Issued", at="2 Nov", state="done"),
            SimpleNamespace(label="Seen", at="3 Nov", state="now"),
            SimpleNamespace(label="Paid", at="", state="later"),
        ],
        "options": [("", "Choose…"), ("000", "Quezon City"), ("001", "Cebu City")],
    }
