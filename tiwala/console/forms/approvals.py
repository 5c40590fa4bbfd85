"""Forms about second persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import LONGEST_TEXT, KeyedForm, MoneyField, why_field


class DecisionForm(KeyedForm):
    """Yes or no, with a word; a no needs one."""

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve: it happens now")), ("decline", _("Decline: it will not happen"))],
        widget=forms.RadioSelect,
    )
    word = forms.CharField(
        label=_("A word on why"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you decline."),
    )


class LimitForm(KeyedForm):
    """Up to which amount a refund needs nobody else."""

    limit = MoneyField(label=_("Refunds up to this need nobody else"), least=0)
    reason = why_field(required=False, help_text=_("Needed when the limit is raised."))


class ClearLimitForm(LimitForm):
    """Up to which amount a payment is found in order by one person."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"] = MoneyField(
            label=_("One person finds payments in order up to"),
            currency=currency,
            least=0,
            help_text=_("0: always two people."),
        )


class AloneForm(KeyedForm):
    """Why there is nobody else."""

    why = forms.CharField(
        label=_("Why there is nobody else"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExportForm(KeyedForm):
    """Why a list with names is needed."""

    reason = why_field()
