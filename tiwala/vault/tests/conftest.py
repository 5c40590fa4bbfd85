"""Each test of the vault has a key file of its own and starts with nothing opened."""

from dataclasses import replace

import pytest

from tiwala.kit import secrets
from tiwala.kit.conf import conf


@pytest.fixture(autouse=True)
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "keys" / "keys.json"
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file=str(path)))
    secrets.forget()
    yield path
    secrets.forget()
