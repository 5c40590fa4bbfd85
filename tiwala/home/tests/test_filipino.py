"""Every sentence of the customer's side is there in Filipino, and the built file is the written one."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

ROOM = Path(__file__).parents[1]
MESSAGES = ROOM / "locale" / "fil" / "LC_MESSAGES"
SAID = re.compile(r"""{% translate "((?:[^"\\]|\\.)+)"|_lazy\("([^"]+)"\)|\b_\("([^"]+)"\)""")


def built() -> gettext.GNUTranslations:
    with (MESSAGES / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_the_built_catalogue_holds_every_line_of_the_written_one() -> None:
    written = (MESSAGES / "django.po").read_text()
    lines = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', written, re.MULTILINE)
    assert len(lines) > 150
    for source, target in lines:
        assert target
        assert built().gettext(source.replace('\\"', '"')) == target.replace('\\"', '"')


def test_no_sentence_is_left_in_english() -> None:
    known = built()._catalog  # type: ignore[attr-defined]
    sources = [*ROOM.glob("templates/**/*.html"), *ROOM.glob("*.py"), *ROOM.glob("views/*.py")]
    said = {next(filter(None, found)) for path in sources for found in SAID.findall(path.read_text())}
    assert not {words for words in said if words not in known}
