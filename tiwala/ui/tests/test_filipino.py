"""The room speaks Filipino: no sentence of its catalogue is left in English, and the built file is the written one."""

import gettext
import re
from pathlib import Path

from django.utils import translation

from tiwala.ui import tones
from tiwala.ui.borrowed_words import BORROWED

MESSAGES = Path(__file__).parents[1] / "locale" / "fil" / "LC_MESSAGES"


def test_every_state_has_filipino_words():
    with translation.override("fil"):
        said = {name: tones.words_for(name) for name in tones.WORDS}
    assert said["paid"] == "Bayad na"
    assert said["overdue"] == "Lampas na sa takdang araw"
    assert not {name for name, words in said.items() if not words}


def test_the_forms_own_sentences_are_translated_too():
    with translation.override("fil"):
        assert translation.gettext(BORROWED[0]) == "Kailangan itong punan."


def test_the_built_catalogue_holds_every_line_of_the_written_one():
    written = (MESSAGES / "django.po").read_text()
    with (MESSAGES / "django.mo").open("rb") as file:
        built = gettext.GNUTranslations(file)
    for source, target in re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', written, re.MULTILINE):
        assert target, f"{source!r} is not translated yet"
        assert built.gettext(source) == target or built.pgettext("state", source) == target
