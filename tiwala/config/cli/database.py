"""A database that answers, and Django ready to use it, for as long as one command runs."""

import gc
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tiwala.config import env as environment
from tiwala.config import surroundings
from tiwala.config.embedded import CannotStart, Cluster, Server
from tiwala.config.embedded.account import of_uid, service_account
from tiwala.config.embedded.cluster import APP_ROLE, OWNER_ROLE
from tiwala.config.embedded.postmaster import running_postmaster
from tiwala.config.lock import HouseLock

PATIENCE_S = 30.0


@contextmanager
def ready(what: str, *, as_owner: bool = False) -> Iterator[None]:
    """Have the database up and Django set up; starts the embedded server when no house is open, and stops it after.

    Everything but migrating and restoring runs as the application's own role, which may not rewrite history.
    """
    env = environment.read()
    choose_role(as_owner=as_owner)
    if not env.is_embedded:
        _set_up_django()
        yield
        return
    lock = HouseLock(env.data_dir)
    server = _our_own_server(env) if _is_under_a_house(lock, what) is False else None
    try:
        if server is not None:
            server.start()
        surroundings.settle(TIWALA_DB_SOCKET=str(_socket(env, server)))
        _set_up_django()
        yield
    finally:
        _hang_up()
        if server is not None:
            server.stop()
        lock.give_back()


def choose_role(*, as_owner: bool) -> None:
    """Say, before Django reads its settings, as whom to speak to the database."""
    surroundings.settle(TIWALA_DB_USER=OWNER_ROLE if as_owner else APP_ROLE)
    is_own = bool(surroundings.given("DATABASE_URL"))
    surroundings.settle(TIWALA_APP_ROLE="" if as_owner or not is_own else APP_ROLE)


def point_at_socket() -> None:
    """Tell Django where the running embedded server listens; nothing to do with DATABASE_URL."""
    env = environment.read()
    if env.is_embedded:
        surroundings.settle(TIWALA_DB_SOCKET=str(_socket(env, None)))


def come_as_the_house() -> None:
    """Say all that Django must know to be the running house: its settings, its role and its database."""
    choose_role(as_owner=False)
    point_at_socket()
    surroundings.settle(DJANGO_SETTINGS_MODULE=surroundings.SETTINGS)


def load_rooms() -> None:
    """Set Django up. Garbage is not looked for meanwhile: what is loaded stays, and looking was a sixth of the time."""
    import django

    surroundings.settle(DJANGO_SETTINGS_MODULE=surroundings.SETTINGS)
    gc.disable()
    django.setup()
    gc.enable()


def _is_under_a_house(lock: HouseLock, what: str) -> bool:
    return not lock.take(f"tiwala {what}")


def _our_own_server(env: environment.Environment) -> Server:
    owner = of_uid(env.data_dir.stat().st_uid) if env.data_dir.exists() else service_account()
    account = owner if owner.uid != 0 else service_account()
    return Server(Cluster(env.data_dir, account, env.pg_bin))


def _socket(env: environment.Environment, server: Server | None) -> Path:
    if server is not None:
        return server.socket_dir
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        running = running_postmaster(env.data_dir / "database")
        if running is not None:
            return running.socket_dir
        time.sleep(0.1)
    message = f"The database in {env.data_dir} is not running: start the house with 'make run'."
    raise CannotStart(message)


def _set_up_django() -> None:
    load_rooms()
    logging.getLogger().setLevel(logging.WARNING)  # the terminal is for the command's own words
    _lift_time_limit()


def _lift_time_limit() -> None:
    """A command may take its time, unlike a page; it still waits for no lock longer than the settings say."""
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    options["options"] = re.sub(r"statement_timeout=\S+", "statement_timeout=0", options.get("options", ""))


def _hang_up() -> None:
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()
