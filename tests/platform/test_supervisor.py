"""The house opens, stays open whatever is killed, and closes in order."""

import os
import signal
import subprocess
import sys

import pytest

from tests.platform.trial_house import CODE, TrialHouse, wait_until
from tiwala.config.cli.migrate import GONE
from tiwala.config.embedded import Cluster, Server

pytestmark = pytest.mark.journey
AGAIN_S = 90.0


def _remember(house: TrialHouse) -> None:
    house.sql("CREATE TABLE IF NOT EXISTS remembered (word text)")
    house.sql("INSERT INTO remembered VALUES ('kept')")


def _remembered(house: TrialHouse) -> int:
    return len(house.sql("SELECT word FROM remembered"))


def test_it_survives_kill_9_of_any_process_and_of_all(house: TrialHouse) -> None:
    house.up()
    _remember(house)
    for words in ("granian", "tiwala worker"):
        before = house.pids(words)
        assert before, f"no process {words!r}"
        os.kill(min(before), signal.SIGKILL)
        wait_until(lambda words=words, before=before: set(house.pids(words)) - set(before), AGAIN_S)
        wait_until(house.answers, AGAIN_S)

    first = house.postmaster()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: (now := house.postmaster()) is not None and now.pid != first.pid, AGAIN_S)
    wait_until(house.database_answers, AGAIN_S)
    assert _remembered(house) == 1

    house.process.kill()
    house.process.wait()
    house.up()  # adopts the database that went on, ends the orphans
    assert "adopted" in house.said.read_text()
    assert _remembered(house) == 1
    _remember(house)

    house.kill_all()
    house.up()
    assert _remembered(house) == 2
    assert len(house.pids("tiwala worker")) == 1

    assert house.stop() == 0
    said = house.said.read_text()
    order = [said.index(f"Stopped {name}") for name in ("web", "worker", "the database")]
    assert order == sorted(order)
    assert house.postmaster() is None
    assert house.pids("") == []


def test_a_second_run_on_the_same_data_refuses_and_harms_nothing(house: TrialHouse) -> None:
    house.up()
    second = house.command("up")
    assert second.returncode == 1
    assert "in use by tiwala up" in second.stderr
    assert second.stderr.count("\n") == 1
    assert house.answers()
    assert house.stop(signal.SIGTERM) == 0


def test_a_demo_cut_short_while_being_made_is_made_again_from_the_start(house: TrialHouse) -> None:
    house.up()
    _remember(house)
    assert house.stop() == 0
    (house.data / "seeding").touch()
    house.up()
    assert house.sql("SELECT to_regclass('remembered')") == [(None,)]
    assert house.sql("SELECT count(*) FROM django_migrations") != [(0,)]
    assert not (house.data / "seeding").exists()
    assert house.stop() == 0


def test_a_closed_terminal_stops_everything_too(house: TrialHouse) -> None:
    reading, writing = os.pipe()
    house.process = process = subprocess.Popen(
        [sys.executable, "-m", "tiwala", "up"], env=house.environment, cwd=CODE, stdout=writing, stderr=writing
    )
    os.close(writing)
    wait_until(house.answers, AGAIN_S)
    os.close(reading)
    process.send_signal(signal.SIGHUP)
    process.wait(AGAIN_S)
    assert house.postmaster() is None
    assert house.pids("") == []


def test_a_busy_port_is_one_clear_sentence(house: TrialHouse) -> None:
    listener = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(house.port), "--bind", "127.0.0.1"],
        cwd=CODE / "docs" if (CODE / "docs").exists() else CODE,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(house.answers, 20)
        refused = house.command("up")
    finally:
        listener.kill()
        listener.wait()
    assert refused.returncode == 1
    assert refused.stderr == (
        f"tiwala: Port 127.0.0.1:{house.port} is busy: end the program that listens there,"
        " or set TIWALA_PORT to another port.\n"
    )


def test_data_of_a_newer_postgresql_are_refused_untouched(house: TrialHouse) -> None:
    version = house.data / "database" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("99\n")
    try:
        refused = house.command("up")
    finally:
        version.write_text(kept)
    assert refused.returncode == 1
    assert "newer PostgreSQL 99" in refused.stderr
    assert house.postmaster() is None


@pytest.mark.parametrize("app", ["ledger", "a_room_of_later"])
def test_data_of_a_newer_tiwala_are_refused(house: TrialHouse, app: str) -> None:
    house.up()
    later = f"INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '9999_from_later', now())"  # noqa: S608
    house.sql(later)
    assert house.stop() == 0
    refused = house.command("up")
    _forget_the_later_one(house)
    assert refused.returncode == 1
    assert "newer version of Tiwala" in refused.stderr
    assert refused.stderr.count("tiwala:") == 1


def test_data_of_an_older_tiwala_with_parts_that_are_gone_are_taken(house: TrialHouse) -> None:
    house.up()
    for app in GONE:
        house.sql(f"INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '0001_initial', now())")  # noqa: S608
    assert house.stop() == 0
    house.up()
    assert house.stop() == 0


def _forget_the_later_one(house: TrialHouse) -> None:
    server = Server(Cluster(house.data))
    server.start()
    house.sql("DELETE FROM django_migrations WHERE name = '9999_from_later'")
    server.stop()


def test_a_setting_that_makes_no_sense_names_itself(house: TrialHouse) -> None:
    refused = house.command("up", TIWALA_PORT="eighty")
    assert refused.returncode == 2
    assert "TIWALA_PORT" in refused.stderr
