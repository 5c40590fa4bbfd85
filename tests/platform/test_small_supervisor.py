"""The supervisor lives as long as the house: what only others need, it does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.platform.trial_house import TrialHouse

HEAVY = ("psycopg", "tink", "django.db", "httpx", "asyncio")


def test_the_list_of_commands_loads_neither_driver_nor_ciphers() -> None:
    asked = f"import sys, tiwala.config.cli.main; print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.journey
def test_a_damaged_key_file_is_seen_before_anything_is_started(house: TrialHouse) -> None:
    file = house.place / "keys" / "keys.json"
    if not file.exists():
        assert house.command("migrate").returncode == 0  # makes the key file
    kept = file.read_bytes()
    file.write_bytes(b"{")
    try:
        refused = house.command("up")
    finally:
        file.write_bytes(kept)
    assert refused.returncode == 1
    assert refused.stderr == f"tiwala: The key file {file} is damaged: put back your copy of it.\n"
    assert house.postmaster() is None
