"""Forms about disputes: written down from a gateway's page, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm, MoneyField
from tiwala.payments.actions.answer_dispute import LONGEST
from tiwala.payments.facts import TypedDispute

STATES = [
    ("needs_answer", _("It waits for our answer")),
    ("under_review", _("The bank is looking at it")),
    ("won", _("Won: the money is ours")),
    ("lost", _("Lost: the payer keeps the money")),
]


class DisputeForm(KeyedForm):
    """What the gateway's page or mail says. `accounts`: where the money came in, when that is more than one place."""

    account = forms.ChoiceField(
        label=_("The account that tells of it"),
        widget=forms.RadioSelect,
        help_text=_("Money of this payment came in at each of these. Choose the one whose page or mail you copy."),
    )
    reference = forms.CharField(label=_("The gateway's reference of the dispute"), max_length=120, strip=True)
    amount = MoneyField(label=_("Amount in dispute"))
    state = forms.ChoiceField(label=_("How it stands"), choices=STATES, widget=forms.RadioSelect)
    answer_by = DayField(label=_("Answer by"), required=False, help_text=_("The last day for our answer."))
    fee = MoneyField(label=_("Their fee"), least=0, required=False)
    reason = forms.CharField(label=_("The reason they give"), max_length=60, required=False)
    is_taken = forms.BooleanField(label=_("They have taken the money out of our balance"), required=False, initial=True)

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(accounts) > 1:
            self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]
        else:
            del self.fields["account"]

    def facts(self, payment_ref: str, *, zone: ZoneInfo) -> TypedDispute:
        """What was written, for the action; a day ends with its last minute."""
        good = self.cleaned_data
        return TypedDispute(
            payment_ref=payment_ref,
            reference=good["reference"],
            amount=good["amount"],
            state=good["state"],
            reason=good["reason"],
            answer_by=end_of(good["answer_by"], zone) if good["answer_by"] else None,
            fee=good["fee"],
            is_taken=good["is_taken"],
            account_ref=good.get("account", ""),
        )


class NewsForm(KeyedForm):
    """What has become of a dispute that is known."""

    state = forms.ChoiceField(label=_("How it stands"), choices=STATES, widget=forms.RadioSelect)
    answer_by = DayField(label=_("Answer by"), required=False)
    fee = MoneyField(label=_("Their fee"), least=0, required=False)
    is_taken = forms.BooleanField(label=_("They have taken the money out of our balance"), required=False)


class AnswerForm(KeyedForm):
    """What we say, and by which way."""

    text = forms.CharField(
        label=_("Our answer"),
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was sold, when and how it was handed over, what the payer wrote. Plain facts, with days."),
    )
    how = forms.ChoiceField(label=_("How it goes there"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = ways  # type: ignore[attr-defined]


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last minute of a day."""
    return datetime.combine(day, time(23, 59), zone)
