"""/healthz and /readyz"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tiwala.kit.conf import conf

HERE = {"headers": {"Host": "127.0.0.1:8000"}}


@pytest.fixture
def worker(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


@pytest.fixture
def ops() -> object:
    before = conf.ops
    yield before
    conf.ops = before


def _checks(client: Client) -> dict[str, dict[str, object]]:
    return client.get("/readyz", **HERE).json()["checks"]


def test_alive_without_asking_the_database() -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_ready_when_all_holds(worker: None) -> None:
    response = Client().get("/readyz", **HERE)
    said = response.json()
    assert (response.status_code, said["ready"]) == (200, True), said
    assert set(said["checks"]) == {"database", "migrations", "worker", "oldest_job", "key_file", "disk"}


def test_strangers_learn_only_yes_or_no(worker: None) -> None:
    for headers in ({"Host": "localhost", "X-Forwarded-For": "1.2.3.4"}, {"Host": "localhost", "Via": "1.1 x"}):
        assert Client(headers=headers).get("/readyz").json() == {"ready": True}
    assert Client(REMOTE_ADDR="203.0.113.9").get("/readyz", **HERE).json() == {"ready": True}


def test_a_silent_worker_is_told(worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    response = Client().get("/readyz", **HERE)
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == {"ok": False, "detail": "last heartbeat 300 s ago"}


def test_no_worker_at_all_is_told(db: None) -> None:
    assert _checks(Client())["worker"]["ok"] is False


def test_a_job_that_waits_too_long_is_told(worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'x') RETURNING id")
        job = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id = %s", [job])
    assert _checks(Client())["oldest_job"] == {"ok": False, "detail": "oldest waits 3600 s"}


def test_a_job_for_later_is_not_late(worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('default', 'x', now() + interval '1 day')"
        )
    assert _checks(Client())["oldest_job"]["ok"] is True


def test_a_missing_migration_is_told(worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'api'")
    assert _checks(Client())["migrations"] == {"ok": False, "detail": "not applied: api.0001_start"}


def test_an_open_key_file_is_told(worker: None, ops: object, tmp_path: Path) -> None:
    # One of its own: the run's file is everybody's, and whoever met it open would refuse it.
    path = tmp_path / "open.json"
    path.touch(0o644)
    conf.ops = replace(conf.ops, key_file=str(path))
    assert _checks(Client())["key_file"] == {"ok": False, "detail": "mode 0644: run chmod 600"}


def test_a_missing_key_file_is_told_and_not_made_anew(worker: None, ops: object, tmp_path: Path) -> None:
    conf.ops = replace(conf.ops, key_file=str(tmp_path / "gone.json"))
    assert _checks(Client())["key_file"] == {"ok": False, "detail": "FileNotFoundError"}
    assert not (tmp_path / "gone.json").exists()


def test_a_full_disk_is_told(worker: None, ops: object) -> None:
    conf.ops = replace(conf.ops, disk_free_min_mb=10**9)
    assert _checks(Client())["disk"]["ok"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/robots.txt", "/.well-known/security.txt"])
def test_they_only_read(db: None, path: str) -> None:
    assert Client().post(path).status_code == 405
