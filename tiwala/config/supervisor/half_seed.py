"""A demo business cut short while it was being made: no house has opened on it, so it is made again from the start."""

import shutil
from pathlib import Path

from tiwala.config.embedded import CannotStart, Server


def mark(data: Path) -> Path:
    """The file that is there from the first row of the seed to the last."""
    return data / "seeding"


def start_over(data: Path, server: Server | None) -> None:
    """Empty the database and the sandbox when the mark is there; an owner's own database is left to the owner."""
    if not mark(data).exists():
        return
    if server is None:
        message = (
            "The demo business was cut short while it was being made: empty the database that DATABASE_URL names,"
            f" remove {mark(data)}, and start again."
        )
        raise CannotStart(message)
    server.empty()
    shutil.rmtree(data / "sandbox", ignore_errors=True)
    (data / "audit-anchor").unlink(missing_ok=True)
    mark(data).unlink()
