"""The built stylesheets: small, current, and one request with the accent in it."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.http import Http404
from django.test import RequestFactory

from tiwala.ui import accent

ROOM = Path(__file__).parents[1]


def test_the_pay_pages_stylesheet_is_small_enough_for_slow_mobile_data():
    assert len(gzip.compress(accent.BUILT.joinpath("pay.css").read_bytes())) < 10_000
    assert len(gzip.compress(accent.BUILT.joinpath("app.css").read_bytes())) < 30_000


def test_every_class_a_part_uses_is_styled_somewhere():
    styled = (accent.BUILT / "app.css").read_text()
    unknown: set[str] = set()
    for path in (ROOM / "templates" / "cotton").glob("*.html"):
        for names in re.findall(r'class="([a-z -]+)"', path.read_text()):
            unknown |= {name for name in names.split() if f".{name}" not in styled}
    assert not unknown


def test_the_built_sheets_hold_every_token_of_the_source():
    names = set(re.findall(r"--[a-z-]+(?=:)", (ROOM / "css" / "tokens.css").read_text()))
    for face in accent.FACES:
        built = (accent.BUILT / f"{face}.css").read_text()
        assert not {name for name in names if f"{name}:" not in built}, "run npm run css"


def test_the_built_sheets_are_built_from_the_sources_as_they_are():
    folder, digest = ROOM / "css", hashlib.sha256()
    for name in sorted(str(path.relative_to(folder)) for path in folder.rglob("*.css")):
        digest.update(name.encode() + (folder / name).read_bytes())
    assert (folder / "built-from.txt").read_text().strip() == digest.hexdigest(), "run npm ci && npm run css"


def test_the_accent_comes_with_the_sheet_in_one_request_kept_for_good():
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    response = accent.stylesheet(request, face="pay", text="7c3aed", version=accent.stamp("pay"))
    css = gzip.decompress(response.content).decode()
    assert css.endswith(accent.accent_css("#7c3aed"))
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Type"].startswith("text/css")


@pytest.mark.parametrize(("face", "version"), [("pay", "00000000"), ("nix", "00000000")])
def test_an_old_or_unknown_sheet_is_not_found(face, version):
    with pytest.raises(Http404):
        accent.stylesheet(RequestFactory().get("/"), face=face, text="7c3aed", version=version)
