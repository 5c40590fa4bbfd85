"""Lock files pin every package by hash and name no host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tell

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCKS = [
    ROOT / "package-lock.json",
    *(ROOT / "tiwala" / "gateways" / "adapters").glob("*/tests/mock/package-lock.json"),
]


def test_no_requirement_names_a_host() -> None:
    wrong = [
        f"{path.name}:{number}"
        for path in REQUIREMENTS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "http" in line.replace("httpx", "").replace("httpcore", "").replace("httptools", "") and "://" in line
    ]
    assert not wrong, tell(wrong, "Write the lock anew with `make lock`.")


def test_every_requirement_is_pinned_by_hash() -> None:
    assert REQUIREMENTS
    for path in REQUIREMENTS:
        text = path.read_text().replace("\\\n", " ")
        loose = [
            line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.IGNORECASE) and "--hash=" not in line
        ]
        assert not loose, tell(loose, f"{path.name}: pin it with `make lock`.")


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_an_npm_lock_names_no_registry(path: Path) -> None:
    lock = json.loads(path.read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package, f"{name}: set omit-lockfile-registry-resolved=true in .npmrc"
        rest = {key: value for key, value in package.items() if key not in ("funding", "license")}
        assert "://" not in json.dumps(rest), f"{name} names a host"
        assert not name or package.get("integrity") or package.get("link"), f"{name} has no hash"


def test_no_other_lock_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert "uv.lock" in {line.strip("/") for line in ignored}
