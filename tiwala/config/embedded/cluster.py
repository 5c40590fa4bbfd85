"""The data directory of the embedded server: made once, checked before every start."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tiwala.config.embedded import binaries
from tiwala.config.embedded.account import ROOT, Account, me, of_uid, service_account
from tiwala.config.embedded.trouble import CannotStart

OWNER_ROLE = "tiwala_owner"  # migrates; owns every table
APP_ROLE = "tiwala_app"  # web and worker; may not rewrite what is only added to
ROOM_TO_MAKE = 300 * 2**20
ROOM_TO_START = 100 * 2**20


@dataclass(frozen=True)
class Cluster:
    """One data directory, the programs that serve it and the user who owns it."""

    state: Path
    account: Account = field(default_factory=service_account)
    pg_bin: str = ""

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.state / "database"

    @property
    def log(self) -> Path:
        """Where PostgreSQL writes what it has to say."""
        return self.state / "log" / "postgres.log"

    @property
    def bin_dir(self) -> Path:
        """The programs, copied from the wheel on first use."""
        return binaries.bin_folder(self.state, self.account, override=self.pg_bin)

    def prepare(self) -> None:
        """Make the directory on first use; refuse a full disk or another version's files."""
        self._make_folders()
        is_made = (self.data / "PG_VERSION").exists()
        self._check_room(ROOM_TO_START if is_made else ROOM_TO_MAKE)
        if is_made:
            self._check_version()
        else:
            self._initdb()
        self._write_who_may_enter()

    def _make_folders(self) -> None:
        for folder in (self.state, self.log.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True)
                if not self.account.is_me:
                    os.chown(folder, self.account.uid, self.account.gid)
        if not self.account.can("w", self.state):
            message = f"User {self.account.name} may not write to {self.state}: choose another TIWALA_DATA."
            raise CannotStart(message)

    def _check_room(self, needed: int) -> None:
        free = shutil.disk_usage(self.state).free
        if free < needed:
            message = (
                f"The disk of {self.state} is full: {free // 2**20} MB are free,"
                f" {needed // 2**20} MB are needed to start; make room and start again."
            )
            raise CannotStart(message)

    def _check_version(self) -> None:
        theirs = int((self.data / "PG_VERSION").read_text().strip())
        ours = binaries.major(self.bin_dir)
        if theirs > ours:
            message = (
                f"{self.state} was written by the newer PostgreSQL {theirs}, and this Tiwala brings"
                f" {ours}: use the newer Tiwala, or point TIWALA_DATA elsewhere."
            )
            raise CannotStart(message)
        if theirs < ours:
            message = (
                f"{self.state} was written by PostgreSQL {theirs} and this Tiwala brings {ours}:"
                " make a backup with the old Tiwala and restore it into a new TIWALA_DATA."
            )
            raise CannotStart(message)

    def _initdb(self) -> None:
        """Make the files beside their place and rename, so that a broken-off start leaves none."""
        beside = self.data.with_name("database.making")
        shutil.rmtree(beside, ignore_errors=True)
        command = [str(self.bin_dir / "initdb"), "-D", str(beside), "-U", OWNER_ROLE]
        command += ["--auth-local=peer", "--auth-host=reject", "--encoding=UTF8", "--no-instructions"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = self.run(command)
        if made.returncode != 0:
            message = f"The database could not be made in {self.state}: {_last_line(made.stderr)}"
            raise CannotStart(message)
        beside.rename(self.data)

    def _write_who_may_enter(self) -> None:
        """Only the socket, only by the kernel's word on who is calling, only as our two roles.

        Root, who may read the files anyway, is let in to make backups.
        """
        names = sorted({self.account.name, me().name, of_uid(ROOT).name})
        lines = [f'tiwala "{name}" {role}' for name in names for role in (OWNER_ROLE, APP_ROLE)]
        self._write(self.data / "pg_hba.conf", "local all all peer map=tiwala\n")
        self._write(self.data / "pg_ident.conf", "\n".join(lines) + "\n")

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o600)
        if not self.account.is_me:
            os.chown(path, self.account.uid, self.account.gid)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run one of the programs to its end, as the owner of the data."""
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **self.account.run_as())


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
