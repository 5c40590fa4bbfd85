"""Who runs the processes: PostgreSQL refuses root, and so should everything that faces the net."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tiwala.config.embedded.trouble import CannotStart

SERVICE_NAME = "tiwala"
ROOT = 0


class RunAs(TypedDict, total=False):
    """The arguments that make subprocess start a child as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        """True when the running process already is this user."""
        return self.uid == os.geteuid()

    def run_as(self) -> RunAs:
        """Give the arguments for subprocess; none when we are that user already."""
        if self.is_me:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, mode: str, path: Path) -> bool:
        """Say whether this user may read (r), write (w) or enter (x) the path, by trying it."""
        command = ["/usr/bin/test", f"-{mode}", str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.run_as()).returncode == 0

    def own(self, folder: Path) -> None:
        """Hand over one folder and all in it, and close it to everybody else."""
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)


def me() -> Account:
    """The user of this process."""
    return of_uid(os.geteuid())


def of_uid(uid: int) -> Account:
    """The user with this number; refuses one the machine has no name for (peer sign-in needs it)."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        message = f"User number {uid} has no name on this machine: add it to /etc/passwd."
        raise CannotStart(message) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def service_account() -> Account:
    """Who should run the service: me, or for root a system user without a shell or a password."""
    if os.geteuid() != ROOT:
        return me()
    try:
        return of_uid(pwd.getpwnam(SERVICE_NAME).pw_uid)
    except KeyError:
        return _make_service_account()


def _make_service_account() -> Account:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SERVICE_NAME]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        told = done.stderr.strip()
    except FileNotFoundError:
        told = "there is no useradd"
    try:
        return of_uid(pwd.getpwnam(SERVICE_NAME).pw_uid)
    except KeyError:
        message = (
            f"PostgreSQL never runs as root and the system user {SERVICE_NAME!r} could not be made"
            f" ({told}): make it, or start as an ordinary user."
        )
        raise CannotStart(message) from None
