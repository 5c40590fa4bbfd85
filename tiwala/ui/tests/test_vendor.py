"""Vendored files are what their list says, each behaviour is short, and none writes HTML."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
LIST = (STATIC / "vendor" / "README.md").read_text()
ROWS = re.findall(r"^\| (\S+\.js) \| (\S+) \| \S+ \| (\S+) \|$", LIST, re.MULTILINE)


def test_every_vendored_script_is_listed():
    assert {name for name, _, _ in ROWS} == {path.name for path in (STATIC / "vendor").glob("*.js")}


@pytest.mark.parametrize(("name", "version", "digest"), ROWS)
def test_a_vendored_script_has_its_sum(name, version, digest):
    assert version
    found = hashlib.sha384((STATIC / "vendor" / name).read_bytes()).digest()
    assert base64.b64encode(found).decode() == digest


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_behaviour_is_short_and_writes_no_html(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 80
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)
