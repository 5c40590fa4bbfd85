"""Forms about keys of other programs, and the programs that own them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm
from tiwala.identity.key_texts import USUAL_DAYS
from tiwala.identity.models import ServiceAccount
from tiwala.identity.permissions import PERMISSIONS
from tiwala.identity.rule_values import value_of
from tiwala.kit import clock

OVERLAPS = [("0", _("At once")), ("1", _("In 1 hour")), ("24", _("In 24 hours")), ("168", _("In 7 days"))]


def usual_end() -> date:
    """The day a new text ends when nobody says otherwise."""
    return (clock.now() + timedelta(days=min(USUAL_DAYS, value_of("key_days")))).date()


class _EndingForm(KeyedForm):
    expires_on = DayField(
        label=_("Ends on"),
        initial=usual_end,
        help_text=_("At most a year from now. A task reminds you 14 days before."),
    )

    def expires_at(self) -> datetime:
        """The end of that day, UTC."""
        return datetime.combine(self.cleaned_data["expires_on"], time.max, UTC)

    def add_error(self, field: str | None, error: Any) -> None:
        """The verbs name the instant, the form the day."""
        super().add_error("expires_on" if field == "expires_at" else field, error)


class NetworksForm(KeyedForm):
    """From which addresses a key may be used."""

    networks = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One a line, such as 203.0.113.7 or 2001:db8::/48. From anywhere when left empty."),
    )

    def listed(self) -> tuple[str, ...]:
        """What was written, one each."""
        return tuple(self.cleaned_data["networks"].replace(",", "\n").split())


class ApiKeyForm(NetworksForm, _EndingForm):
    """A key for another program: its name, whose it is, what it may do, from where, when it ends."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    service = forms.ChoiceField(
        label=_("Whose it is"),
        required=False,
        help_text=_("Your own key ends when you leave, and does no more than you may. A program's key stays."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(one, one) for one in sorted(PERMISSIONS)],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("name", "service", "scopes", "networks", "expires_on")

    def __init__(self, *args: Any, services: list[ServiceAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Mine")), *((one.public_id, one.name) for one in services)]
        self.fields["service"].choices = choices  # type: ignore[attr-defined]


class NewTextForm(_EndingForm):
    """A new text for a key; how long the old one stays good."""

    overlap = forms.ChoiceField(
        label=_("The old text is good no more"), choices=OVERLAPS, initial="24", widget=forms.RadioSelect
    )
    field_order = ("overlap", "expires_on")


class ServiceForm(KeyedForm):
    """A program that is to own keys."""

    name = forms.CharField(label=_("Name of the program"), max_length=80)
    purpose = forms.CharField(label=_("What it does here"), max_length=200, required=False)
