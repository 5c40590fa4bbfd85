"""Where the house lives and as whom: root makes a place for the service user and steps down for good."""

import hashlib
import os
import signal
import sys
from pathlib import Path

from tiwala.config import env as environment
from tiwala.config import moved_code, surroundings
from tiwala.config.embedded import parent_death
from tiwala.config.embedded.account import ROOT, Account, of_uid, service_account
from tiwala.config.embedded.trouble import CannotStart

CODE = Path(__file__).resolve().parents[2]
SHARED_STATE = Path("/var/lib/tiwala")
OURS = {"database", "pg", "lock", "log", "sandbox", "audit-anchor", "keys.json"}


def settle_in(words: list[str], *, stays_root: bool = False) -> None:
    """Return at once for an ordinary user. For root: prepare the folders, become the service user, start over.

    A command that writes a file of the person at the keyboard stays root.
    """
    if os.geteuid() != ROOT:
        return
    account = _who()
    code = _code_for(account)
    _choose_folders(account)
    if not stays_root:
        _step_down(account, code, words)


def _who() -> Account:
    """The owner of the data when it has one; else the system user of the service."""
    data = environment.read().data_dir
    if data.exists() and data.stat().st_uid != ROOT:
        return of_uid(data.stat().st_uid)
    return service_account()


def _choose_folders(account: Account) -> None:
    """Hand the data and the keys to the account; outside a checkout it cannot enter, under /var/lib."""
    default = SHARED_STATE / f"{CODE.name}-{hashlib.sha256(str(CODE).encode()).hexdigest()[:8]}"
    for name, inside in (("TIWALA_DATA", "data"), ("TIWALA_KEYS", "keys/keys.json")):
        if not surroundings.given(name) and not account.can("x", Path.cwd()):
            surroundings.settle(**{name: str(default / inside)})
    env = environment.read()
    surroundings.settle(TIWALA_DATA=str(env.data_dir), TIWALA_KEYS=str(env.key_file))
    for folder in (env.data_dir, env.key_file.parent):
        _hand_over(folder, account)


def _hand_over(folder: Path, account: Account) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        account.own(folder)
    elif folder.stat().st_uid == ROOT and not account.is_me:
        _refuse_a_stranger(folder)
        account.own(folder)
    if not account.can("w", folder):
        message = (
            f"User {account.name}, who runs the service for root, may not reach {folder}:"
            " name folders under /var/lib in TIWALA_DATA and TIWALA_KEYS."
        )
        raise CannotStart(message)


def _refuse_a_stranger(folder: Path) -> None:
    """Never take a folder of root's that is not plainly ours."""
    names = {path.name for path in folder.iterdir()}
    if names and not names & OURS:
        message = f"{folder} holds other things ({min(names)}): name an empty folder for Tiwala's own."
        raise CannotStart(message)


def _code_for(account: Account) -> Path:
    """Where the account can read the code: here, or in a copy of its own when here is closed to it."""
    needed = (Path(sys.executable), CODE / "manage.py", Path(os.__file__), Path(environment.__file__))
    if all(account.can("r", path) for path in needed) and account.can("x", Path(sys.executable)):
        return CODE
    if not account.can("x", Path(sys.executable).resolve()) or not account.can("r", Path(os.__file__)):
        message = (
            f"User {account.name}, who runs the service for root, may not read Python itself"
            f" ({Path(sys.executable).resolve()}): use Debian's python3.11, or start as an ordinary user."
        )
        raise CannotStart(message)
    return moved_code.bring(CODE, SHARED_STATE)


def _step_down(account: Account, code: Path, words: list[str]) -> None:
    """Become the account, in this same process, and start over as it: signals and terminal stay as they are."""
    python = code / ".venv" / "bin" / "python" if code != CODE else Path(sys.executable)
    surroundings.settle(HOME="/nonexistent", USER=account.name, LOGNAME=account.name)
    os.chdir(code)
    asked = parent_death.ends_with_parent()
    os.initgroups(account.name, account.gid)
    os.setgid(account.gid)
    os.setuid(account.uid)
    if asked:
        parent_death.end_with_parent(signal.Signals(asked))
    os.umask(0o077)
    os.execve(python, [str(python), "-m", "tiwala", *words], surroundings.handed_on())  # noqa: S606
