"""Read a backup into an empty database, and prove that the books came back whole."""

import argparse
import subprocess
from pathlib import Path

from tiwala.config import env as environment
from tiwala.config.cli import audit, ledger, migrate, pg_tools
from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import Progress
from tiwala.config.embedded import CannotStart

STAYS_ROOT = True  # the file may lie where only the person who asks can read it


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, help="a file that 'tiwala backup' wrote")


def run(options: argparse.Namespace) -> int:
    """All or nothing; refuses a database that holds anything, and a missing key file."""
    env = environment.read()
    if not options.file.is_file():
        message = f"There is no file {options.file}."
        raise CannotStart(message)
    if not env.key_file.exists():
        message = f"Put the key file of that backup at {env.key_file} first: without it what is sealed cannot be read."
        raise CannotStart(message)
    with ready("restore", as_owner=True):
        _refuse_non_empty()
        _restore(options.file.absolute())
        migrate.migrate()
        found = [*ledger.findings(), *audit.findings()]
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


def _restore(file: Path) -> None:
    tool = str(pg_tools.tool("pg_restore"))
    listed = subprocess.run([tool, "--list", str(file)], check=False, capture_output=True, text=True)
    if listed.returncode != 0:
        message = f"{file} is not a backup of Tiwala, or is damaged: {listed.stderr.strip().splitlines()[-1:]}"
        raise CannotStart(message)
    progress = Progress("Restoring", listed.stdout.count("\n"))
    database = environment.read().database.name
    command = [
        tool,
        "--dbname",
        database,
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--verbose",
        str(file),
    ]
    done = subprocess.Popen(command, env=pg_tools.connection_facts(), stderr=subprocess.PIPE, text=True)
    told = []
    for line in done.stderr or ():
        told.append(line)
        progress.step()
    done.wait()
    pg_tools.refuse_failure(done, told, what="The restore")
    progress.end()
