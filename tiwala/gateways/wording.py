"""What the console's wizard says about a gateway, as data: `words.py` of each adapter is one `Words`.

An adapter knows no Django, so `_` is handed on here; the sentences get their Filipino in this room's catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.gateways.capabilities import Mode

__all__ = ["FieldWords", "Words", "_"]

Text = Promise | str


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One thing to copy over from their site. `label` as they call it, `where` to find it there.

    `begins` is how it begins by mode, in one way or several: a live key in a test account is refused.
    """

    label: Text
    where: Text = ""
    begins: Mapping[Mode, str | tuple[str, ...]] = field(default_factory=dict)

    def fits(self, value: str, mode: Mode) -> bool:
        """Whether this may be a value of that mode."""
        return value.startswith(self.begins.get(mode, ""))


@dataclass(frozen=True, slots=True)
class Words:
    """A gateway in words. `about`: one sentence for choosing; `needs`: what the business must have before it begins.

    `account` is what they call our account (`external_id`). `keys` are by the names in `Known.needs`, `settings` by
    those in `Known.may_have`: asked for, and may stay empty. `notices_where`
    is where our address is put in by hand; `notice_secret` is None where their notices are proven without one.
    """

    about: Text
    site: str
    account: FieldWords
    keys: Mapping[str, FieldWords]
    notices_where: Text = ""
    notice_secret: FieldWords | None = None
    needs: tuple[Text, ...] = ()
    settings: Mapping[str, FieldWords] = field(default_factory=dict)
