"""Whoever could read the key file could read everything: nothing starts on one that others may open."""

import pytest

from tests.platform.trial_house import TrialHouse

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("command", ["up", "web", "worker", "check"])
def test_nothing_starts_on_a_key_file_that_others_can_read(house: TrialHouse, command: str) -> None:
    file = house.place / "keys" / "keys.json"
    if not file.exists():
        assert house.command("migrate").returncode == 0  # makes the key file
    file.chmod(0o644)
    try:
        refused = house.command(command)
    finally:
        file.chmod(0o600)
    assert refused.returncode in (1, 2)
    assert refused.stderr == (
        f"tiwala: The key file {file} is open to other users of this machine: run chmod 600 {file}.\n"
    )
    assert house.postmaster() is None
