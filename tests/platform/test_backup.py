"""A backup comes back whole, into an empty database only."""

from pathlib import Path

import pytest

from tests.platform.trial_house import TrialHouse

pytestmark = pytest.mark.journey


def test_a_backup_comes_back_whole_and_only_into_an_empty_database(house: TrialHouse) -> None:
    house.up()
    house.sql(
        "INSERT INTO identity_session"
        " (session_key, session_data, expire_date, ref, started_at, last_active_at, assurance, agent)"
        " VALUES ('kept', 'whole', now(), gen_random_uuid(), now(), now(), '', '')"
    )
    before = house.counts()
    file = house.place / "all.dump"
    done = house.command("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "not in it" in done.stdout
    assert file.stat().st_mode & 0o077 == 0
    again = house.command("backup", str(file))
    assert again.returncode == 1
    assert "exists" in again.stderr
    assert house.stop() == 0

    refused = house.command("restore", str(file))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr

    other = {"TIWALA_DATA": str(house.place / "restored")}
    restored = house.command("restore", str(file), **other)
    assert restored.returncode == 0, restored.stderr + restored.stdout
    house.data = Path(other["TIWALA_DATA"])
    house.up()
    after = house.counts()
    assert _steady(after) == _steady(before)
    assert house.sql("SELECT rolname FROM pg_roles WHERE rolname = 'tiwala_app'")
    assert house.stop() == 0


def _steady(counts: dict[str, int]) -> dict[str, int]:
    """Without what a running worker writes by itself."""
    own = ("procrastinate", "audit", "config", "ops", "kit", "fraud_hour")
    return {table: count for table, count in counts.items() if not table.startswith(own)}


def test_it_asks_for_the_key_file_first(house: TrialHouse) -> None:
    file = house.place / "any.dump"
    file.write_bytes(b"anything")
    refused = house.command("restore", str(file), TIWALA_KEYS=str(house.place / "nokeys" / "keys.json"))
    assert refused.returncode == 1
    assert "Put the key file" in refused.stderr


def test_a_damaged_file_is_refused_and_nothing_is_half_written(house: TrialHouse) -> None:
    file = house.place / "damaged.dump"
    file.write_bytes(b"not a dump")
    refused = house.command("restore", str(file), TIWALA_DATA=str(house.place / "empty"))
    assert refused.returncode == 1
    assert "not a backup of Tiwala" in refused.stderr
