"""A PostgreSQL of the test run's own: started when first needed, gone with the run."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest

from tests.plugins.place import PLACE
from tiwala.config.embedded import Cluster, Server

_server: Server | None = None


def start() -> None:
    """Start the server once; with DATABASE_URL the owner's own server is used instead."""
    global _server  # noqa: PLW0603 - one server for one run
    if _server is not None or os.environ.get("DATABASE_URL") or "PYTEST_XDIST_WORKER" in os.environ:
        return
    cluster = Cluster(Path(os.environ[PLACE]) / "database", pg_bin=os.environ.get("TIWALA_PG_BIN", ""))
    _server = Server(cluster, is_throwaway=True, max_connections=200)
    _server.start()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the server up before the first parallel worker asks for it."""
    if getattr(session.config.option, "numprocesses", None):
        start()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the server just before pytest-django makes its test database."""
    start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and leave nothing; after a kill -9 the kernel and the next run do the same."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    with contextlib.suppress(Exception):
        if _server is not None:
            _server.stop(patience_s=10)
    shutil.rmtree(os.environ.get(PLACE, ""), ignore_errors=True)
