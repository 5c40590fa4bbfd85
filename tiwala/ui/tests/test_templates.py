"""What no template of the house may hold, and what every part must do with people's text."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from tiwala.ui.templatetags import ui

HOUSE = Path(__file__).parents[2]
LETTER = re.compile(r"letter|/notify/|\.txt$")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script\b(?![^>]*\b(?:src=|type=\"application/json\"))|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:",
    re.IGNORECASE,
)
PAGES = sorted(path for path in HOUSE.glob("*/templates/**/*.html") if not LETTER.search(str(path)))
NASTY = "\"><script>alert(1)</script>' onfocus='x"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_script_or_style_is_written_inline(path):
    found = INLINE.search(path.read_text())
    assert not found, f"{found[0]!r}: put it in static/ui/js or a part's stylesheet"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_template_stays_short(path):
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_icon_named_is_one_that_exists(path):
    named = re.findall(r"{% icon \"([a-z0-9-]+)\" %}|icon=\"([a-z0-9-]+)\"", path.read_text())
    missing = [name for pair in named for name in pair if name and not ui.icon(name)]
    assert not missing, "look the name up at lucide's site"


def test_every_template_of_this_room_can_be_read():
    root = HOUSE / "ui" / "templates"
    for path in root.rglob("*.html"):
        get_template(str(path.relative_to(root)))


def test_peoples_text_never_breaks_out_of_a_part():
    page = render_to_string("ui/catalogue/nasty.html", {"text": NASTY, "items": [{"label": NASTY, "url": NASTY}]})
    assert "<script>" not in page
    assert "' onfocus='" not in page


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "429.html", "500.html", "refused.html"])
def test_an_error_page_stands_without_a_request_and_says_what_to_do(page):
    text = render_to_string(page, {})
    assert "<h1>" in text
    assert text.count("<p>") >= 2


@pytest.mark.django_db
def test_an_error_page_takes_the_refusals_own_sentence_and_escapes_it():
    text = render_to_string("403.html", {"message": NASTY}, RequestFactory().get("/"))
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
