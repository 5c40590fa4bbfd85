"""Forms of the gateways' wizard: keys pasted once, the secret of notices, which ways to offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm, why_field
from tiwala.gateways.actions.add_account import NewAccount
from tiwala.gateways.actions.rotate_keys import NewKeys
from tiwala.gateways.capabilities import Mode
from tiwala.gateways.queries import house_mode
from tiwala.gateways.registry import Known
from tiwala.gateways.wording import FieldWords

_LONGEST_KEY = 4000
_PREFIX = "key_"
_HAS = "has_"


def _secret(words: FieldWords, *, required: bool) -> forms.CharField:
    """A field for what is pasted once: never filled in again, and not kept by the browser."""
    return forms.CharField(
        label=str(words.label),
        help_text=str(words.where),
        max_length=_LONGEST_KEY,
        required=required,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _words(gateway: Known, name: str) -> FieldWords:
    known = gateway.words.keys if gateway.words else {}
    return known.get(name) or FieldWords(name.replace("_", " ").capitalize())


def secret_words(gateway: Known) -> FieldWords:
    """What the gateway calls the secret of its notices."""
    return (gateway.words.notice_secret if gateway.words else None) or FieldWords(_("Secret of its notices"))


class _KeyFields(KeyedForm):
    """One field for each key the gateway needs, named and checked by its own words."""

    def __init__(self, *args: Any, gateway: Known, mode: Mode, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gateway, self.mode = gateway, mode
        for name in gateway.needs:
            self.fields[f"{_PREFIX}{name}"] = _secret(_words(gateway, name), required=is_needed)
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        """A key of the other mode is refused before anybody is asked."""
        good = super().clean() or {}
        for name in self.gateway.needs:
            value = good.get(f"{_PREFIX}{name}", "")
            if value and not _words(self.gateway, name).fits(value, self.mode):
                wrong = _now("This is no live key.") if self.mode == "live" else _now("This is no test key.")
                self.add_error(f"{_PREFIX}{name}", wrong)
        return good

    @property
    def first_key(self) -> str:
        """The field beside which it is said that the keys are refused."""
        return f"{_PREFIX}{self.gateway.needs[0]}"

    @property
    def pasted(self) -> Mapping[str, str]:
        """The keys that were given, by the gateway's names of them."""
        found = {name: self.cleaned_data.get(f"{_PREFIX}{name}", "") for name in self.gateway.needs}
        return {name: value for name, value in found.items() if value}


def _ask_settings(form: forms.Form, gateway: Known, keys: Mapping[str, str]) -> None:
    """One question of yes or no for each thing the gateway may have switched on; nothing is ticked beforehand."""
    said = gateway.words.told(keys) if gateway.words else []
    for name, one in _questions(gateway).items():
        form.fields[f"{_HAS}{name}"] = forms.BooleanField(
            label=str(one.label), help_text=str(one.where), required=False, initial=name in said
        )


def _questions(gateway: Known) -> dict[str, FieldWords]:
    return gateway.words.questions if gateway.words else {}


def _yes(form: forms.Form, gateway: Known) -> list[str]:
    """The names of the questions answered by yes."""
    return [name for name in _questions(gateway) if form.cleaned_data.get(f"{_HAS}{name}")]


class ConnectForm(_KeyFields):
    """An account at this gateway, in this installation's mode."""

    label = forms.CharField(label=_("What you call it"), max_length=100)
    external_id = forms.CharField(max_length=100)
    reason = why_field()

    def __init__(self, *args: Any, name: str, gateway: Known, is_further: bool, **kwargs: Any) -> None:
        super().__init__(*args, gateway=gateway, mode=house_mode(), is_needed=True, **kwargs)
        self.name = name
        words = gateway.words.account if gateway.words else FieldWords(_("What the gateway calls it"))
        self.fields["external_id"].label, self.fields["external_id"].help_text = str(words.label), str(words.where)
        self.fields["label"].initial = str(gateway.title)
        _ask_settings(self, gateway, {})
        self.order_fields([name for name in self.fields if name != "reason"])
        if not is_further:
            del self.fields["reason"]

    def clean_external_id(self) -> str:
        """Where the gateway tells test and live accounts apart by name, one of this mode."""
        value = str(self.cleaned_data["external_id"])
        words = self.gateway.words
        if words and not words.account.fits(value, self.mode):
            raise forms.ValidationError(_("That is not how such an account is called there."))
        return value

    def facts(self) -> NewAccount:
        """What was written, for the action."""
        good = self.cleaned_data
        settings = self.gateway.words.kept(_yes(self, self.gateway)) if self.gateway.words else {}
        return NewAccount(self.name, good["label"], self.mode, good["external_id"], keys={**self.pasted, **settings})


class SettingsForm(KeyedForm):
    """What the gateway switched on for the business, said anew."""

    def __init__(self, *args: Any, gateway: Known, keys: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gateway = gateway
        _ask_settings(self, gateway, keys)

    @property
    def yes(self) -> list[str]:
        """The questions answered by yes, for the action."""
        return _yes(self, self.gateway)


class RotateForm(_KeyFields):
    """New keys; what is left empty stays."""

    forget_old_secret = forms.BooleanField(
        label=_("The old secret of its notices ends at once"),
        required=False,
        help_text=_("Only when it leaked: notices on their way with the old one are lost. Else end it later, by hand."),
    )
    reason = why_field()

    def __init__(self, *args: Any, gateway: Known, mode: Mode, **kwargs: Any) -> None:
        super().__init__(*args, gateway=gateway, mode=mode, is_needed=False, **kwargs)
        words = secret_words(gateway)
        self.fields["notice_secret"] = _secret(words, required=False)
        self.order_fields([*(name for name in self.fields if name.startswith(_PREFIX)), "notice_secret"])

    def new_keys(self) -> NewKeys:
        """What was written, for the action."""
        good = self.cleaned_data
        return NewKeys(
            keys=self.pasted, notice_secret=good["notice_secret"], forget_old_secret=good["forget_old_secret"]
        )


class SecretForm(KeyedForm):
    """The secret that proves its notices, copied over once."""

    def __init__(self, *args: Any, gateway: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_secret"] = _secret(secret_words(gateway), required=True)


class OffersForm(KeyedForm):
    """Which ways of this account the pay page offers."""

    methods = forms.MultipleChoiceField(
        label=_("Offer on the pay page"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["methods"].choices = choices  # type: ignore[attr-defined]
