"""Where the server's socket lives: a short path (the kernel allows about 100 letters) of our own."""

import hashlib
import os
import stat
from pathlib import Path

from tiwala.config.embedded.account import Account
from tiwala.config.embedded.trouble import CannotStart

LONGEST = 88  # 107 letters of the kernel, less '/.s.PGSQL.5432' and a little room
PRIVATE = 0o700


def socket_folder(data: Path, account: Account) -> Path:
    """Give the folder for the socket, made and checked: owned by the account, closed to others."""
    folder = _choose(data, account)
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if not account.is_me and os.geteuid() == 0 and folder.lstat().st_uid == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    _check(folder, account)
    return folder


def _choose(data: Path, account: Account) -> Path:
    inside = data.resolve() / "run"
    if len(str(inside)) <= LONGEST:
        return inside
    name = f"tiwala-{account.uid}-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]}"
    session = Path(f"/run/user/{account.uid}")
    base = session if session.is_dir() and account.can("w", session) else Path("/tmp")  # noqa: S108 - checked for its owner below
    return base / name


def _check(folder: Path, account: Account) -> None:
    facts = folder.lstat()
    is_ours = facts.st_uid == account.uid and stat.S_ISDIR(facts.st_mode)
    if not is_ours:
        message = f"{folder} belongs to somebody else: remove it and start again."
        raise CannotStart(message)
    if stat.S_IMODE(facts.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)
