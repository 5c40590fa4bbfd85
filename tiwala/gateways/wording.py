"""What the console's wizard says about a gateway, as data: `words.py` of each adapter is one `Words`.

An adapter knows no Django, so `_` is handed on here; the sentences get their Filipino in this room's catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
    those in `Known.may_have`: asked as questions, kept with the keys as words (letters only) of those answered by yes.
    `notices_where` is where our address is put in by hand; `notice_secret` is None where their notices are proven
    without one.
    """

    about: Text
    site: str
    account: FieldWords
    keys: Mapping[str, FieldWords]
    notices_where: Text = ""
    notice_secret: FieldWords | None = None
    needs: tuple[Text, ...] = ()
    settings: Mapping[str, Mapping[str, FieldWords]] = field(default_factory=dict)

    @property
    def questions(self) -> dict[str, FieldWords]:
        """Every question of yes or no, by a name such as products_wallet."""
        return {f"{name}_{word}": one for name, asked in self.settings.items() for word, one in asked.items()}

    def kept(self, yes: Collection[str]) -> dict[str, str]:
        """Settings as they are kept with the keys, from the questions answered by yes; without any, nothing is kept."""
        found = {name: [word for word in asked if f"{name}_{word}" in yes] for name, asked in self.settings.items()}
        return {name: ", ".join(words) for name, words in found.items() if words}

    def told(self, keys: Mapping[str, str]) -> list[str]:
        """The questions answered by yes, from what is kept."""
        named = {name: set(re.findall(r"[a-z]+", keys.get(name, "").lower())) for name in self.settings}
        return [f"{name}_{word}" for name, asked in self.settings.items() for word in asked if word in named[name]]
