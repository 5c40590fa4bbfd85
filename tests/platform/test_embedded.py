"""The embedded server: made once, private, adopted, recovered."""

import os
import shutil
import signal
import stat
import subprocess
import threading

import psycopg
import pytest

from tests.platform.trial_house import TrialHouse, wait_until
from tiwala.config.embedded import CannotStart, Cluster, Server
from tiwala.config.embedded.account import me
from tiwala.config.embedded.cluster import OWNER_ROLE
from tiwala.config.embedded.server import DATABASE
from tiwala.config.embedded.socket_folder import socket_folder

pytestmark = pytest.mark.journey


@pytest.fixture
def server(house: TrialHouse):
    made = Server(Cluster(house.place / "cluster"))
    yield made
    made.stop()


def at(server: Server) -> psycopg.Connection:
    """A line to it as the owner role."""
    return psycopg.connect(host=str(server.socket_dir), dbname=DATABASE, user=OWNER_ROLE, autocommit=True)


def test_only_its_two_roles_come_in_and_only_by_a_closed_socket(server: Server) -> None:
    server.start()
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    with at(server) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(host=str(server.socket_dir), dbname="tiwala", user="somebody")


def test_a_killed_server_recovers_every_committed_row(server: Server) -> None:
    server.start()
    with at(server) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    os.kill(server.pid or 0, signal.SIGKILL)
    wait_until(lambda: not server.is_alive(), 10)
    server.start()
    with at(server) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() != (0,)


def test_a_killed_servers_orphans_are_waited_for(server: Server) -> None:
    server.start()
    with at(server) as connection:
        orphan = connection.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)  # busy: it has not seen yet that its parent is gone, and holds the memory
        os.kill(server.pid or 0, signal.SIGKILL)
        wait_until(lambda: not server.is_alive(), 10)
        soon = threading.Timer(2, os.kill, (orphan, signal.SIGCONT))
        soon.start()
        server.start()
        soon.join()
    assert "pre-existing shared memory block" in server.cluster.log.read_text()
    with at(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_left_running_is_adopted_and_can_be_stopped(server: Server) -> None:
    server.start()
    other = Server(server.cluster)
    other.start()
    assert other.pid == server.pid
    other.stop()
    wait_until(lambda: not server.is_alive(), 10)


def test_a_stale_pid_file_of_a_stranger_is_not_taken_for_a_server(server: Server) -> None:
    server.start()
    server.stop()
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        stale = server.cluster.data / "postmaster.pid"
        stale.write_text(f"{sleeper.pid}\n{server.cluster.data}\n0\n5432\n{server.socket_dir}\n\n")
        if not server.cluster.account.is_me:
            os.chown(stale, server.cluster.account.uid, server.cluster.account.gid)
        server.start()
        assert server.pid != sleeper.pid
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(house: TrialHouse) -> None:
    deep = house.place / ("d" * 90)
    folder = socket_folder(deep, me())
    try:
        assert len(str(folder)) < 88
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        folder.chmod(0o755)
        assert stat.S_IMODE(socket_folder(deep, me()).stat().st_mode) == 0o700
        folder.rmdir()
        folder.symlink_to("/tmp")
        with pytest.raises(CannotStart, match="somebody else"):
            socket_folder(deep, me())
    finally:
        folder.unlink() if folder.is_symlink() else folder.rmdir()


def test_a_full_disk_is_one_clear_sentence_and_nothing_is_made(
    house: TrialHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(house.place / "full")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(2**40, 2**40 - 2**20, 2**20))
    with pytest.raises(CannotStart, match="is full: 1 MB are free, 300 MB are needed to start; make room"):
        Server(cluster).start()
    assert not cluster.data.exists()
