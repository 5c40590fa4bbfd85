"""Look the whole house over: settings, database, keys, disk, ledger, audit. Changes nothing."""

import argparse
import io
import shutil
import stat
from collections.abc import Callable, Iterator

from tiwala.config import env as environment
from tiwala.config.cli.database import ready

LEAST_FREE = 500 * 2**20


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Print one line for each thing looked at; 1 when something is wrong."""
    env = environment.read()
    bad = 0
    with ready("check"):
        for title, look in _looks():
            found = list(look(env))
            bad += len(found)
            print(f"{'✗' if found else '✓'} {title}")
            for line in found:
                print(f"    {line}")
    return int(bad > 0)


def _looks() -> list[tuple[str, Callable[[environment.Environment], Iterator[str]]]]:
    return [
        ("Settings", _settings),
        ("Database is of this version", _migrations),
        ("Key file is there, and only ours to read", _key_file),
        ("Disk has room", _disk),
        ("Ledger balances", _ledger),
        ("Audit chain is whole", _audit),
        ("Countries of internet addresses are told (or no file is named)", _countries),
    ]


def _settings(_env: environment.Environment) -> Iterator[str]:
    from django.core.management import CommandError, call_command

    told = io.StringIO()
    try:
        call_command("check", stdout=told, stderr=told, no_color=True)
    except CommandError as error:
        yield from str(error).splitlines()


def _migrations(_env: environment.Environment) -> Iterator[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration} is not applied: run 'python -m tiwala migrate'"


def _key_file(env: environment.Environment) -> Iterator[str]:
    if not env.key_file.exists():
        yield f"{env.key_file} is missing: put your copy back; without it nothing sealed can be read"
    elif stat.S_IMODE(env.key_file.stat().st_mode) & 0o077:
        yield f"{env.key_file} can be read by others: run 'chmod 600 {env.key_file}'"


def _disk(env: environment.Environment) -> Iterator[str]:
    free = shutil.disk_usage(env.data_dir).free if env.data_dir.exists() else LEAST_FREE
    if free < LEAST_FREE:
        yield f"only {free // 2**20} MB are free where {env.data_dir} is"


def _ledger(_env: environment.Environment) -> Iterator[str]:
    from tiwala.config.cli.ledger import findings

    yield from findings()


def _audit(_env: environment.Environment) -> Iterator[str]:
    from tiwala.config.cli.audit import findings

    yield from findings()


def _countries(env: environment.Environment) -> Iterator[str]:
    from tiwala.fraud.countries import file_now

    held = file_now()
    if held.condition == "none":
        print("    (TIWALA_IP_COUNTRIES names no file: countries of addresses are a signal that is missing)")
    elif held.condition != "good":
        yield f"{env.ip_countries} is {held.condition}: {held.why}; that signal is missing until it is put right"
