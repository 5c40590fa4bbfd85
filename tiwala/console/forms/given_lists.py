"""A list of a gateway's as a form takes it: a file of theirs, or lines pasted."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.console.forms.base import KeyedForm


def file_field(help_text: Any) -> forms.FileField:
    """A CSV file of theirs."""
    accept = {"accept": ".csv,.txt,.tsv,text/csv,text/plain"}
    widget = forms.ClearableFileInput(attrs=accept)
    return forms.FileField(
        label=gettext_lazy("A CSV file of theirs"), required=False, help_text=help_text, widget=widget
    )


def lines_field(help_text: Any, *, most: int, rows: int, strip: bool = True) -> forms.CharField:
    """Or lines, pasted; `most` signs."""
    return forms.CharField(
        label=gettext_lazy("Or lines, pasted"),
        required=False,
        max_length=most,
        strip=strip,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}),
        help_text=help_text,
    )


class GivenListForm(KeyedForm):
    """With the fields `file` (at most `file_max` bytes) and `lines`; a file counts before lines."""

    file_max: ClassVar[int]

    def too_large(self) -> str:
        """What is said of a larger file."""
        return _("This file is too large.")

    def clean(self) -> dict[str, Any]:
        """`text`: what was given, as text; empty when nothing was."""
        good = super().clean() or {}
        given = good.get("file")
        good["text"] = good.get("lines", "") if given is None else self._text_of(given)
        return good

    def _text_of(self, given: Any) -> str:
        if given.size > self.file_max:
            raise forms.ValidationError({"file": self.too_large()})
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError({"file": _("This is no text. Export it as CSV (UTF-8).")}) from error
