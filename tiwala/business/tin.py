"""The Philippine taxpayer number: nine digits and a branch code, shown as 000-000-000-00000 (TAX-03)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput

_DIGITS = 9
_BRANCH = 5
_BRANCH_WRITTEN = range(3, _BRANCH + 1)
_LONGEST_WRITTEN = 24


class BadTin(BadInput):
    """Not a TIN."""

    code = "bad_tin"
    message = _("A TIN has 9 digits, and a branch code of 3 to 5 digits after them, such as 123-456-789-00000.")


class BadBranchCode(BadInput):
    """Not a branch code."""

    code, message = "bad_branch_code", _("A branch code has 3 to 5 digits. The head office is 00000.")


@dataclass(frozen=True, slots=True)
class Tin:
    """A taxpayer number: `number` is nine digits, `branch` five (the head office is 00000)."""

    number: str
    branch: str = "00000"

    def __str__(self) -> str:
        return f"{self.number[:3]}-{self.number[3:6]}-{self.number[6:]}-{self.branch}"

    def at(self, branch_code: str) -> Tin:
        """The same taxpayer at another of its branches."""
        return Tin(self.number, branch_code)


def read(text: str) -> Tin:
    """Read what a person wrote: 9 digits, or 9 and a branch code of 3 to 5, with or without dashes."""
    digits = re.sub(r"[\s-]", "", text)
    if len(text) > _LONGEST_WRITTEN or not re.fullmatch(r"[0-9]+", digits) or set(digits[:_DIGITS]) == {"0"}:
        raise BadTin
    rest = digits[_DIGITS:]
    if len(digits) < _DIGITS or (rest and len(rest) not in _BRANCH_WRITTEN):
        raise BadTin
    return Tin(digits[:_DIGITS], rest.zfill(_BRANCH))


def read_branch_code(text: str) -> str:
    """A branch code as the tax office writes it, filled to five digits."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{3,5}", digits):
        raise BadBranchCode
    return digits.zfill(_BRANCH)
