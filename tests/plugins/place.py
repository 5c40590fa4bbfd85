"""Where a test run keeps its data: chosen before Django reads its settings."""

import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

PREFIX = "tiwala-test-"
PLACE = "TIWALA_TEST_PLACE"


def choose_place(environ: MutableMapping[str, str]) -> None:
    """Name, in the environment, where this run keeps its data; workers inherit the controller's."""
    if PLACE in environ:
        return
    _sweep()
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    place.chmod(0o711)  # the database's own user passes through; what is inside stays closed
    environ[PLACE] = str(place)
    environ["TIWALA_DATA"] = str(place / "data")
    environ["TIWALA_KEYS"] = str(place / "keys" / "keys.json")
    if not environ.get("DATABASE_URL"):
        environ["TIWALA_DB_USER"] = "tiwala_owner"
        environ["TIWALA_DB_SOCKET"] = str(place / "database" / "run")


def _sweep() -> None:
    """Remove what runs that were killed left behind."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdecimal() and not Path("/proc", pid).exists():
            shutil.rmtree(left, ignore_errors=True)
