"""Pours a backup into a database: pg_restore turns it into SQL, psql runs that in one transaction."""

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tiwala.config.cli import pg_tools
from tiwala.config.cli.progress import Progress
from tiwala.config.embedded import CannotStart

# What one server writes into a dump and another does not know, and would stop at: newer tools say the first to older
# servers; the second is a private mark that PostgreSQL 15.20 and its like keep, and tools from before them copy.
UNKNOWN_ELSEWHERE = re.compile(
    rb"SET transaction_timeout = 0;\n|ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);\n"
)
ROWS_BEGIN, ROWS_END = re.compile(rb"COPY .* FROM stdin;\n"), b"\\.\n"
QUIET = ["--no-psqlrc", "--quiet", "--single-transaction", "-v", "ON_ERROR_STOP=1"]


def pour(file: BinaryIO) -> None:
    """All of it or nothing; raises CannotStart with the first error otherwise."""
    read = [str(pg_tools.tool("pg_restore")), "--file=-", "--no-owner", "--no-privileges"]
    write = [str(pg_tools.tool("psql")), *QUIET]
    with tempfile.TemporaryFile("w+") as told:
        reader = subprocess.Popen(read, stdin=file, stdout=subprocess.PIPE, stderr=told)
        writer = subprocess.Popen(
            write, env=pg_tools.connection_facts(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told
        )
        with contextlib.suppress(BrokenPipeError):  # psql has stopped at an error, and says which
            _pump(reader, writer, file)
        codes = (reader.wait(), writer.wait())
        told.seek(0)
        errors = [line for line in told if "error" in line.lower()]
    if any(codes):
        message = f"The restore failed, and nothing of it was kept: {(errors or ['no reason given'])[0].strip()}"
        raise CannotStart(message)


def _pump(reader: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", file: BinaryIO) -> None:
    """Hand the SQL over line by line, and show how far into the file the reader is."""
    assert reader.stdout is not None
    assert writer.stdin is not None
    progress = Progress("Restoring", os.fstat(file.fileno()).st_size)
    with reader.stdout as lines, writer.stdin as out:
        for count, line in enumerate(spoken_everywhere(lines)):
            out.write(line)
            if count % 1000 == 0:
                progress.at(os.lseek(file.fileno(), 0, os.SEEK_CUR))
    progress.end()


def spoken_everywhere(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A dump's lines without those that only some servers know; rows pass untouched, whatever they say."""
    is_row = False
    for line in lines:
        if is_row or not UNKNOWN_ELSEWHERE.fullmatch(line):
            yield line
        is_row = line != ROWS_END if is_row else ROWS_BEGIN.fullmatch(line) is not None
