"""Forms of a gateway's list of disputes: as a file or pasted, and going on with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.given_lists import GivenListForm, file_field, lines_field
from tiwala.payments.dispute_lists import LONGEST, MOST


class ListForm(GivenListForm):
    """The list: one of the two is needed, and a file counts before pasted lines."""

    file_max = 2 * LONGEST

    file = file_field(_("As their dashboard exports it, with its first line of headings. At most 500 lines."))
    lines = lines_field(
        _("One a line: payment or the gateway's id of it, reference of the dispute, amount, state, answer by "
          "(2026-12-31), fee, reason. The first four are needed."),
        most=LONGEST,
        rows=8,
    )  # fmt: skip

    def too_large(self) -> str:
        """With how many lines it may have."""
        return gettext("This file is too large for a list of %d lines.") % MOST

    def clean(self) -> dict[str, Any]:
        """`text`: what was given, as text."""
        good = super().clean()
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
