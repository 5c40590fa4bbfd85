"""The console speaks Filipino: no sentence is left out, and the built catalogue is the written one."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

ROOM = Path(__file__).parents[1]
MESSAGES = ROOM / "locale" / "fil" / "LC_MESSAGES"
IN_TEMPLATES = re.compile(r"{% translate (?:\"([^\"]+)\"|'([^']+)')")


def test_every_short_sentence_of_the_templates_is_translated() -> None:
    with (MESSAGES / "django.mo").open("rb") as file:
        built = gettext.GNUTranslations(file)
    known = {key if isinstance(key, str) else key[0] for key in built._catalog}  # type: ignore[attr-defined]
    for page in (ROOM / "templates").rglob("*.html"):
        for pair in IN_TEMPLATES.findall(page.read_text()):
            words = (pair[0] or pair[1]).replace("%", "%%")
            assert words in known, f"{page.name}: {words}"


def test_the_built_catalogue_holds_every_line_of_the_written_one() -> None:
    written = (MESSAGES / "django.po").read_text()
    with (MESSAGES / "django.mo").open("rb") as file:
        built = gettext.GNUTranslations(file)
    for source, target in re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', written, re.MULTILINE):
        assert target, f"{source!r} is not translated yet"
        assert built.gettext(source.replace('\\"', '"')) == target.replace('\\"', '"')
