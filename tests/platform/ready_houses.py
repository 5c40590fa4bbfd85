"""Houses that are made once a run and copied: to live through the demo's year takes a machine most of a minute.

Whoever comes first makes one as a newcomer does, from an empty folder to the open house, and closes it; who comes
meanwhile waits. Each copy has files of its own: nothing that a test does in it reaches another.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.plugins.place import PLACE

if TYPE_CHECKING:
    from tests.platform.trial_house import TrialHouse

OF_THE_MOMENT = {"log", "metrics", "run", "lock"}
PROGRAMS = "pg"
"""Nobody writes to them, so a copy shares them."""


def copy_into(place: Path, kind: type[TrialHouse]) -> None:
    """Give a house the data and the keys of the first of its kind; outside a test run it begins empty."""
    if PLACE not in os.environ:
        return
    ready = _made(kind)
    (place / "data").mkdir(mode=0o700)
    shutil.copystat(ready / "data", place / "data")
    _copy("-a", ready / "keys", place)
    for part in (ready / "data").iterdir():
        if part.name not in OF_THE_MOMENT:
            _copy("-al" if part.name == PROGRAMS else "-a", part, place / "data")
    owner = (ready / "data").stat()
    os.chown(place / "data", owner.st_uid, owner.st_gid)


def _made(kind: type[TrialHouse]) -> Path:
    homes = Path(os.environ[PLACE]) / "houses"
    homes.mkdir(mode=0o711, exist_ok=True)
    ready = homes / kind.__name__
    with (homes / f"{kind.__name__}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not ready.exists():
            first = kind()
            try:
                first.up()
                assert first.stop() == 0
                first.place.rename(ready)
            finally:
                first.tear_down()
    return ready


def _copy(how: str, what: Path, to: Path) -> None:
    subprocess.run(["cp", how, str(what), str(to)], check=True)
