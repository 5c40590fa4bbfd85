"""Read a backup into an empty database, and prove that the books came back whole."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from tiwala.config import env as environment
from tiwala.config.cli import audit, ledger, migrate, pg_tools
from tiwala.config.cli.database import ready
from tiwala.config.cli.pouring import pour
from tiwala.config.embedded import CannotStart

HERE = Path("-")  # the file is already open, as standard input


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, help="a file that 'tiwala backup' wrote")


def before_stepping_down(options: argparse.Namespace, words: list[str]) -> list[str]:
    """Open the file as whoever asked: the service user might not be allowed to."""
    if options.file == HERE:
        return words
    if not options.file.is_file():
        message = f"There is no file {options.file}."
        raise CannotStart(message)
    opened = os.open(options.file, os.O_RDONLY)
    os.dup2(opened, sys.stdin.fileno())
    return [words[0], str(HERE)]


def run(_options: argparse.Namespace) -> int:
    """All or nothing; refuses a database that holds anything, and a missing key file."""
    env = environment.read()
    if not env.key_file.exists():
        message = f"Put the key file of that backup at {env.key_file} first: without it what is sealed cannot be read."
        raise CannotStart(message)
    with ready("restore", as_owner=True):
        _refuse_non_empty()
        _refuse_damaged(sys.stdin.buffer)
        pour(sys.stdin.buffer)
        migrate.migrate()
        found = [*ledger.findings(), *audit.findings(is_restored=True)]
        if not found:
            _accept_what_came_back()
    for line in found:
        print(line)
    print("Restored; but see above." if found else "Restored: the books hold and the audit chain is whole.")
    return int(bool(found))


def _refuse_non_empty() -> None:
    from django.db import connection

    tables = connection.introspection.table_names()
    if tables:
        message = (
            f"The database is not empty (it has {len(tables)} tables): restore into a new one,"
            " by naming an empty folder in TIWALA_DATA or an empty database in DATABASE_URL."
        )
        raise CannotStart(message)


def _accept_what_came_back() -> None:
    """The anchor of the audit chain was not in the backup: set it anew, and leave a record of that."""
    from tiwala.audit.actions.accept_tail import accept_tail
    from tiwala.kit.actor import SYSTEM

    accept_tail(by=SYSTEM, reason="restored from a backup")


def _refuse_damaged(file: BinaryIO) -> None:
    tool = str(pg_tools.tool("pg_restore"))
    listed = subprocess.run([tool, "--list"], check=False, stdin=file, capture_output=True, text=True)
    if listed.returncode != 0:
        message = f"The file is not a backup of Tiwala, or is damaged: {listed.stderr.strip()}"
        raise CannotStart(message)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
