"""Refuse passwords that were stolen elsewhere: reads a list of their hashes into a compact file, offline."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tiwala.config.cli.progress import Progress

STEP = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: import-breached; the file, and what of it."""
    parser.add_argument("verb", choices=["import-breached"], help="import-breached: read a list of SHA-1 hashes")
    parser.add_argument("file", type=Path, help="one hash a line, HASH or HASH:COUNT, in any order")
    parser.add_argument("--seen-at-least", type=int, default=1, metavar="N", help="leave out those with a lower count")


def run(options: argparse.Namespace) -> int:
    """Read twice: once to count, once to write. What is there goes on to hold until the new file is whole."""
    from tiwala.config.cli.database import ready

    with ready("passwords import-breached"):
        from tiwala.config.cli.on_record import note
        from tiwala.identity import breached

        dated = dt.datetime.fromtimestamp(options.file.stat().st_mtime, tz=dt.UTC).date().isoformat()
        try:
            wanted = _count(options)
            with options.file.open("rb") as lines:
                found = breached.hashes_in(_told(lines, "Writing", options.file), seen_at_least=options.seen_at_least)
                count = breached.build(found, most=wanted, source_date=dated)
        except breached.NotAList as error:
            print(f"tiwala: {options.file}: {error}", file=sys.stderr)
            return 1
        note("passwords:import", count=count, source_date=dated)
        print(f"{count} stolen passwords are refused from now on, as of {dated}: {breached.path()}")
    return 0


def _count(options: argparse.Namespace) -> int:
    from tiwala.identity import breached

    with options.file.open("rb") as lines:
        found = breached.hashes_in(_told(lines, "Counting", options.file), seen_at_least=options.seen_at_least)
        return sum(one is not None for one in found)


def _told(lines: Iterable[bytes], title: str, file: Path) -> Iterator[bytes]:
    """The lines, with a bar that follows how far they were read."""
    bar, read = Progress(title, file.stat().st_size), 0
    for number, line in enumerate(lines):
        read += len(line)
        if number % STEP == 0:
            bar.at(read)
        yield line
    bar.end()
