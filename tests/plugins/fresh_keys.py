"""Each test starts with no keyset opened: what the test before it made went with its database rows."""

import pytest

from tiwala.kit import secrets


@pytest.fixture(autouse=True)
def _fresh_keys() -> None:
    secrets.forget()
