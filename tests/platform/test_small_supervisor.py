"""What the supervisor sees before it starts anything, and with whom it ends."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.platform.trial_house import CODE, TrialHouse, wait_until

OPENS_A_HOUSE = """
import subprocess, sys
from tiwala.config.embedded.parent_death import end_with_parent
subprocess.Popen([sys.executable, "-m", "tiwala", "up"], start_new_session=True, preexec_fn=end_with_parent).wait()
"""
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


@pytest.mark.journey
def test_who_asked_to_end_with_its_parent_does_so_as_another_user_too(house: TrialHouse) -> None:
    with house.said.open("wb") as out:
        parent = subprocess.Popen(
            [sys.executable, "-c", OPENS_A_HOUSE], cwd=CODE, env=house.environment, stdout=out, stderr=out
        )
    wait_until(lambda: "Tiwala is open" in house.said.read_text() or parent.poll() is not None, house.start_s)
    assert house.postmaster() is not None, house.said.read_text()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until(lambda: house.postmaster() is None and not house.pids("tiwala"), 60)
    assert "has ended" not in house.said.read_text(), "nothing died on the way: it was closed in order"
