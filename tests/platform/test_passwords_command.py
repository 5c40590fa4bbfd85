"""`tiwala passwords import-breached`: a list of stolen hashes becomes a file that the house asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from tests.platform.trial_house import TrialHouse


@pytest.fixture
def house() -> Iterator[TrialHouse]:
    house = TrialHouse()
    try:
        yield house.furnish()
    finally:
        house.tear_down()


def test_a_list_is_read_and_a_wrong_file_is_refused(house: TrialHouse) -> None:
    stolen = [hashlib.sha1(f"stolen {number}".encode(), usedforsecurity=False).hexdigest() for number in range(300)]
    file = house.place / "list.txt"
    file.write_text("".join(f"{one.upper()}:{number}\r\n" for number, one in enumerate(stolen)))
    assert house.command("migrate").returncode == 0
    said = house.command("passwords", "import-breached", str(file), "--seen-at-least", "100")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("200 stolen passwords are refused from now on")
    made = house.data / "breached-passwords.bloom"
    assert made.stat().st_mode & 0o077 == 0
    before = made.read_bytes()
    file.write_text("not a hash\n")
    said = house.command("passwords", "import-breached", str(file))
    assert (said.returncode, "line 1 is no SHA-1 hash" in said.stderr) == (1, True)
    assert made.read_bytes() == before
