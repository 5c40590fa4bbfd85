"""Forms of the fraud desk: what a payment was, handed over, a key put on the deny list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import LONGEST_TEXT, KeyedForm, ReasonForm

MOST = 200
"""So many payments are taken, handed over or decided at once."""
FOUND = [
    ("cleared", _("In order: it was the customer")),
    ("fraud", _("Fraud: it was not the customer")),
    ("unsure", _("Nobody can tell")),
]


class OutcomeForm(KeyedForm):
    """What was found and why; with fraud, what is done at once."""

    outcome = forms.ChoiceField(label=_("What was it?"), choices=FOUND, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("How do you know?"),
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom you called, what they said, what did not fit. The payer never reads it."),
    )
    give_back = forms.BooleanField(label=_("With fraud: give all of it back, the way it came"), required=False)
    refuse = forms.BooleanField(label=_("With fraud: refuse this customer from now on"), required=False)

    def __init__(self, *args: Any, can_give_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_give_back:
            del self.fields["give_back"]

    def clean(self) -> dict[str, Any]:
        """Money back and a deny entry belong to fraud alone."""
        good: dict[str, Any] = super().clean() or {}
        if good.get("outcome") != "fraud" and (good.get("give_back") or good.get("refuse")):
            raise forms.ValidationError(_("Money goes back and a customer is refused for fraud only."))
        return good


class SeveralForm(KeyedForm):
    """What is done with several payments at once; without any there is nothing to do."""

    def __init__(self, *args: Any, refs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refs = refs

    def clean(self) -> dict[str, Any]:
        """One payment at least, and no more than one request can carry."""
        if not self.refs:
            raise forms.ValidationError(_("Choose at least one payment in the table."))
        if len(self.refs) > MOST:
            raise forms.ValidationError(_("At most %(most)d payments at once.") % {"most": MOST})
        return super().clean() or {}


class LinkedForm(SeveralForm, OutcomeForm):
    """What several were."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refuse"].label = _("With fraud: refuse these customers from now on")


class HandOverForm(KeyedForm):
    """To whom, and what is known so far."""

    to = forms.ChoiceField(label=_("Who goes on?"))
    note = forms.CharField(
        label=_("What is known so far"), max_length=LONGEST_TEXT, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = colleagues  # type: ignore[attr-defined]


class HandOverSeveralForm(SeveralForm, HandOverForm):
    """Several to the same colleague, with the same word."""


class RefuseForm(ReasonForm):
    """Which key of this payment is refused from now on, until somebody ends it, and why."""

    about = forms.ChoiceField(label=_("Refuse whatever comes by the same"), widget=forms.RadioSelect)
    field_order = ("key", "about", "reason")

    def __init__(self, *args: Any, keys: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = keys  # type: ignore[attr-defined]
