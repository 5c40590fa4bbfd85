"""One master of a data directory at a time: a lock that the kernel gives back however its holder dies."""

import fcntl
import os
from pathlib import Path
from typing import TextIO


class HouseLock:
    """Held by `tiwala up`, or by a command that started the database for itself."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self._file: TextIO | None = None

    def take(self, what: str) -> bool:
        """Try to become the master; False when somebody else is."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = self._path.open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            return False
        self._match_owner(held)
        held.truncate(0)
        held.write(f"{what} (process {os.getpid()})\n")
        held.flush()
        self._file = held
        return True

    def holder(self) -> str:
        """Who holds it, in words."""
        try:
            return self._path.read_text().strip() or "another process"
        except OSError:
            return "another process"

    def give_back(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _match_owner(self, held: TextIO) -> None:
        """Root leaves no file in the data directory that the service could not open later."""
        owner = self._path.parent.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.fchown(held.fileno(), owner.st_uid, owner.st_gid)
