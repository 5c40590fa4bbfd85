"""Forms of a gateway's list of disputes: as a file or pasted, and going on with it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm
from tiwala.payments.dispute_lists import LONGEST, MOST

_FILE_MAX: Final = 2 * LONGEST


class ListForm(KeyedForm):
    """The list: one of the two is needed, and a file counts before pasted lines."""

    file = forms.FileField(
        label=_("A CSV file of theirs"),
        required=False,
        help_text=_("As their dashboard exports it, with its first line of headings. At most 500 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    lines = forms.CharField(
        label=_("Or lines, pasted"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One a line: payment or the gateway's id of it, reference of the dispute, amount, state, answer by "
                    "(2026-12-31), fee, reason. The first four are needed."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`text`: what was given, as text."""
        good = super().clean() or {}
        given = good.get("file")
        if given is not None:
            if given.size > _FILE_MAX:
                raise forms.ValidationError({"file": _("This file is too large for a list of %d lines.") % MOST})
            try:
                good["text"] = given.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError({"file": _("This is no text. Export it as CSV (UTF-8).")}) from error
        else:
            good["text"] = good.get("lines", "")
        good["text"] = good["text"].replace("\r\n", "\n")
        if not good["text"].strip():
            raise forms.ValidationError(_("Choose a file, or paste the lines."))
        return good


class GoOnForm(forms.Form):
    """What was looked over."""

    lines = forms.CharField(max_length=2 * LONGEST, strip=False)

    def clean_lines(self) -> str:
        """Lines as they were looked over: a browser sends each end of a line as two signs."""
        return str(self.cleaned_data["lines"]).replace("\r\n", "\n")
