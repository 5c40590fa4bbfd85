"""The same house on a PostgreSQL of one's own: an owner who may make roles and nothing more, over TCP, by password."""

import json
import os
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.platform.trial_house import TrialHouse, free_port, wait_until
from tiwala.config.embedded.account import me, service_account
from tiwala.config.embedded.binaries import bin_folder

pytestmark = pytest.mark.journey
WORKER_S = 60.0


class OwnServer:
    """A PostgreSQL that somebody else runs: here the programs of the wheel, with a superuser we do not use."""

    def __init__(self, place: Path) -> None:
        self.place, self.port = place, free_port()
        self.account = service_account() if os.geteuid() == 0 else me()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster, start it, and make the shop's database the way the manual says."""
        self.place.mkdir()
        self.account.own(self.place)
        (self.place / "pw").write_text("of-the-administrator")
        programs = bin_folder(self.place, self.account)
        command = [programs / "initdb", "-D", self.place / "db", "-U", "boss", "--encoding=UTF8", "--locale=C"]
        command += ["--auth=scram-sha-256", "--pwfile", self.place / "pw"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self.account.run_as())
        command = [programs / "postgres", "-D", self.place / "db", "-p", str(self.port), "-k", self.place, "-F"]
        with (self.place / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self.account.run_as())
        wait_until(self._answers, 30)
        with self._as_administrator() as connection:
            connection.execute("CREATE ROLE shop LOGIN PASSWORD 'of-the-shop' CREATEROLE")
            connection.execute("CREATE DATABASE shop OWNER shop ENCODING 'UTF8' TEMPLATE template0")

    def stop(self) -> None:
        """End it, the fast way."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    @property
    def url(self) -> str:
        """What the shop writes into DATABASE_URL."""
        return f"postgresql://shop:of-the-shop@127.0.0.1:{self.port}/shop"

    def _as_administrator(self) -> psycopg.Connection:
        url = f"postgresql://boss:of-the-administrator@127.0.0.1:{self.port}/postgres"
        return psycopg.connect(url, autocommit=True)

    def _answers(self) -> bool:
        try:
            self._as_administrator().close()
        except psycopg.OperationalError:
            return False
        return True


class GuestHouse(TrialHouse):
    """A house that brings no database of its own."""

    url = ""

    @property
    def environment(self) -> dict[str, str]:
        """The same, and where the books are."""
        return super().environment | {"DATABASE_URL": self.url}


@pytest.fixture(scope="module")
def own_house() -> Iterator[GuestHouse]:
    """A house on a server that was there before it."""
    house = GuestHouse()
    server = OwnServer(house.place / "server")
    try:
        server.start()
        house.url = server.url
        yield house
    finally:
        house.kill_all()
        server.stop()
        house.tear_down()


def _readiness(house: GuestHouse) -> dict[str, bool]:
    line = HTTPConnection("127.0.0.1", house.port, timeout=10)
    line.request("GET", "/readyz", headers={"Host": "localhost"})
    told = json.loads(line.getresponse().read())
    line.close()
    return {name: check["ok"] for name, check in told["checks"].items()}


def test_the_house_opens_on_it_and_its_commands_work(own_house: GuestHouse) -> None:
    own_house.up()
    wait_until(lambda: all(_readiness(own_house).values()), WORKER_S)
    assert own_house.postmaster() is None
    for words, said in (
        (("keys", "rotate"), "Copy"),
        (("check",), "✓ Audit chain is whole"),
        (("backup", str(own_house.place / "own.dump")), "Backup: "),
    ):
        done = own_house.command(*words)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    assert own_house.stop() == 0
    with psycopg.connect(own_house.url) as connection:
        tags = {tag for (tag,) in connection.execute("SELECT tag FROM audit_record")}
    assert {"keys:rotate", "operator:backup"} <= tags


def test_there_too_the_application_cannot_rewrite_history(own_house: GuestHouse) -> None:
    done = own_house.command("migrate")  # nothing to do where the house has been open before
    assert done.returncode == 0, done.stderr
    with psycopg.connect(own_house.url, options="-c role=tiwala_app") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("tiwala_app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE audit_record SET outcome = 'other'")


def test_a_database_that_is_not_there_is_one_clear_sentence(own_house: GuestHouse) -> None:
    refused = own_house.command("up", DATABASE_URL="postgresql://shop:x@127.0.0.1:1/shop")
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    refused = own_house.command("up", DATABASE_URL="mysql://shop@somewhere/shop")
    assert refused.returncode == 2
    assert refused.stderr.strip() == "tiwala: DATABASE_URL must look like postgresql://user:password@host:5432/name"
