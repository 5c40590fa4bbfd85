"""Every sentence that people see exists in Filipino; what is compiled is what is written."""

from __future__ import annotations

import re
import subprocess
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from tests.architecture.source import HOUSE, place, tell

XGETTEXT = [
    *("xgettext", "--from-code=UTF-8", "-L", "Python", "-o", "-", "--add-comments=Translators"),
    *("--keyword=gettext_noop", "--keyword=gettext_lazy", "--keyword=ngettext_lazy:1,2"),
    *("--keyword=pgettext:1c,2", "--keyword=npgettext:1c,2,3", "--keyword=pgettext_lazy:1c,2"),
]
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/apps.py"))
TURNED_DOWN = re.compile(r"\bsusi\b", re.IGNORECASE)
Key = tuple[str, str]


@pytest.fixture(scope="module")
def spoken() -> set[Key]:
    """What the house can say in Filipino, whichever room says it."""
    return {key for path in _catalogues() for key in _said(path)}


@pytest.mark.parametrize("room", [*ROOMS, "config"])
def test_every_sentence_of_a_room_exists_in_filipino(room: str, spoken: set[Key], tmp_path: Path) -> None:
    missing = sorted(f"{text!r}" for text in _sentences(HOUSE / room, tmp_path) - spoken)
    assert not missing, tell(missing, f"Add it to tiwala/{room}/locale/fil/LC_MESSAGES/django.po and compile it.")


def test_no_translation_is_fuzzy_or_loses_a_placeholder() -> None:
    wrong = []
    for path in _catalogues():
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en")
        for message in catalogue:
            if message.id and message.fuzzy:
                wrong.append(f"{place(path)}: fuzzy {message.id!r}")
            if message.id and not message.pluralizable and _holes(message.id) != _holes(message.string):
                wrong.append(f"{place(path)}: {message.id!r} → {message.string!r}")
    assert not wrong, tell(wrong, "Translate it by hand, with the same placeholders.")


def test_no_translation_uses_a_word_that_the_glossary_turned_down() -> None:
    wrong = []
    for path in _catalogues():
        with path.open("rb") as file:
            told = [text for message in read_po(file, locale="en") if message.id for text in _texts(message.string)]
        wrong += [f"{place(path)}: {text!r}" for text in told if TURNED_DOWN.search(text)]
    assert not wrong, tell(wrong, "The glossary says which word it is in Filipino.")


def test_what_is_compiled_is_what_is_written(tmp_path: Path) -> None:
    stale = [place(path) for path in _catalogues() if _compiled(path, tmp_path) != _shipped(path.with_suffix(".mo"))]
    assert not stale, tell(stale, "Compile it: msgfmt -o django.mo django.po")


def _catalogues() -> list[Path]:
    return sorted(HOUSE.glob("*/locale/fil/LC_MESSAGES/django.po"))


def _said(path: Path) -> set[Key]:
    with path.open("rb") as file:
        return set(_keys(read_po(file, locale="en"), only_said=True))


def _keys(catalogue: Catalog, *, only_said: bool) -> list[Key]:
    return [
        (message.context or "", message.id[0] if isinstance(message.id, tuple | list) else message.id)
        for message in catalogue
        if message.id and (not only_said or (all(_texts(message.string)) and not message.fuzzy))
    ]


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string or ""),)


def _sentences(room: Path, place_: Path) -> set[Key]:
    sources = []
    for path in sorted(room.rglob("*")):
        if not path.is_file() or {"tests", "migrations", "vendor", "__pycache__"} & set(path.parts):
            continue
        if path.suffix == ".py":
            sources.append(str(path))
        elif "templates" in path.parts and path.suffix in (".html", ".txt", ".xml", ".json"):
            copy = place_ / f"{len(sources)}.py"
            copy.write_text(templatize(path.read_text(), origin=place(path)))
            sources.append(str(copy))
    done = subprocess.run([*XGETTEXT, *sources], capture_output=True, check=True)
    head, _blank, body = done.stdout.partition(b"\n\n")  # the head holds placeholders that babel cannot read
    return set(_keys(read_po(BytesIO(body), locale="en"), only_said=False)) if head else set()


def _holes(text: object) -> set[str]:
    return set(re.findall(r"%\([a-z_]+\)s|%\(\w+\)d|{\w*}", str(text)))


def _compiled(path: Path, place_: Path) -> dict[object, str]:
    made = place_ / "made.mo"
    subprocess.run(["msgfmt", "-o", made, path], check=True)
    return _shipped(made)


def _shipped(path: Path) -> dict[object, str]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        said: dict[object, str] = dict(GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    return {key: text for key, text in said.items() if key}  # the head holds the day it was written
