"""The business's own colour. How it is made readable on light and dark pages is the affair of ui's accent."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput
from tiwala.ui.accent import accent_css


class BadColour(BadInput):
    """Not a colour."""

    code, message = "bad_colour", _("A colour is written as # and six digits or letters a to f, such as #0b6e6e.")


def read_colour(text: str) -> str:
    """The colour as #rrggbb in small letters; "" stays "" (our own teal). Refuses anything else."""
    wanted = text.strip().lower()
    if wanted and not re.fullmatch(r"#[0-9a-f]{6}", wanted):
        raise BadColour
    return wanted


def style_sheet(colour: str) -> str:
    """The accent for light and dark as CSS, readable at AA; nothing when the business keeps our colour."""
    return accent_css(colour) if colour else ""
