"""Write the whole database into one file, while the house stays open."""

import argparse
import os
import subprocess
from pathlib import Path

from tiwala.config import env as environment
from tiwala.config.cli import pg_tools
from tiwala.config.cli.counts import at_least_one
from tiwala.config.cli.database import ready
from tiwala.config.cli.on_record import note
from tiwala.config.cli.progress import Progress
from tiwala.config.embedded import CannotStart


def stays_root(options: argparse.Namespace) -> bool:
    """A file that is named belongs to the person who asked for it; one in backups/ to the service."""
    return options.file is not None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and how many to keep."""
    parser.add_argument(
        "file", nargs="?", type=Path, help="the file to write (default: backups/ in the data directory)"
    )
    parser.add_argument("--keep", type=at_least_one, default=0, help="remove all but so many of the newest in backups/")


def run(options: argparse.Namespace) -> int:
    """Dump to a file beside the target and rename it last: a broken-off backup is never taken for one."""
    env = environment.read()
    with ready("backup", as_owner=True):
        target = (options.file or _default_file(env)).absolute()
        if target.exists():
            message = f"{target} exists: name a new file; nothing was written."
            raise CannotStart(message)
        if not target.parent.is_dir():
            message = f"There is no folder {target.parent}: make it first; nothing was written."
            raise CannotStart(message)
        _dump(target)
        note("operator:backup", size=target.stat().st_size)
    if options.keep and not options.file:
        _forget_old(target.parent, options.keep)
    print(f"Backup: {target} ({target.stat().st_size // 1024:,} KB)")
    print(f"The key file {env.key_file} is not in it: keep a copy of that elsewhere, or names stay sealed for ever.")
    return 0


def _default_file(env: environment.Environment) -> Path:
    from tiwala.kit import clock

    folder = env.data_dir / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"tiwala-{clock.now():%Y%m%d-%H%M%S}.dump"


def _dump(target: Path) -> None:
    beside = target.with_name(f".{target.name}.part")
    command = [str(pg_tools.tool("pg_dump")), "--format=custom", "--no-owner", "--no-privileges", "--verbose"]
    progress = Progress("Backing up", _count_tables())
    try:
        with beside.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)
            done = subprocess.Popen(
                command, env=pg_tools.connection_facts(), stdout=out, stderr=subprocess.PIPE, text=True
            )
            told = _listen(done, progress)
            pg_tools.refuse_failure(done, told, what="The backup")
            os.fsync(out.fileno())
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
    progress.end()


def _listen(done: subprocess.Popen[str], progress: Progress) -> list[str]:
    told = []
    for line in done.stderr or ():
        told.append(line)
        if "dumping contents of table" in line:
            progress.step()
    done.wait()
    return told


def _count_tables() -> int:
    from django.db import connection

    return len(connection.introspection.table_names())


def _forget_old(folder: Path, keep: int) -> None:
    for old in sorted(folder.glob("tiwala-*.dump"))[:-keep]:
        old.unlink()
