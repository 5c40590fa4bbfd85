"""pg_dump and pg_restore, told how to reach the database without a password on any command line."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tiwala.config import env as environment
from tiwala.config import surroundings
from tiwala.config.embedded import binaries
from tiwala.config.embedded.account import me, of_uid
from tiwala.config.embedded.cluster import OWNER_ROLE
from tiwala.config.embedded.trouble import CannotStart


def tool(name: str) -> Path:
    """Find the program: the one named by TIWALA_PG_BIN, for a database of one's own the system's if it fits, else ours.

    A dump is written by tools of the server's own version, who know its ways, or the next newer; it is read by the
    newest, who know every older dump.
    """
    env = environment.read()
    if not env.pg_bin and not env.is_embedded:
        found = {program: _major(program) for program in _of_the_system(name)}
        ours = int(binaries.VERSION.split(".")[0])
        if name == "pg_dump":
            fitting = {program: major for program, major in found.items() if major >= _server_major()}
            if fitting and (min(fitting.values()) <= ours or ours < _server_major()):
                return min(fitting, key=lambda program: fitting[program])
        elif found and max(found.values()) >= ours:
            return max(found, key=lambda program: found[program])
    env.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = of_uid(env.data_dir.stat().st_uid)
    return binaries.bin_folder(env.data_dir, owner if os.geteuid() == 0 else me(), override=env.pg_bin) / name


def connection_facts() -> dict[str, str]:
    """The environment in which the tools find the database, as its owner."""
    database = environment.read().database
    facts = {"PGHOST": database.host, "PGDATABASE": database.name, "PGUSER": database.user or OWNER_ROLE}
    facts |= {"PGPORT": database.port} if database.port else {}
    facts |= {"PGPASSWORD": database.password} if database.password else {}
    facts |= {"PGSSLMODE": database.options["sslmode"]} if "sslmode" in database.options else {}
    return surroundings.handed_on(**facts)


def refuse_failure(done: subprocess.Popen[str], told: list[str], *, what: str) -> None:
    """Raise the tool's own last word when it failed."""
    if done.returncode != 0:
        reason = next((line for line in reversed(told) if "error" in line.lower()), told[-1] if told else "no reason")
        message = f"{what} failed: {reason.strip()}"
        raise CannotStart(message)


def _of_the_system(name: str) -> list[Path]:
    """The programs themselves: on Debian each version has a folder, and what is on the path only chooses one."""
    on_path = shutil.which(name)
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *Path("/usr/lib/postgresql").glob("*/bin")]
    return [folder / name for folder in folders if (folder / name).exists()]


def _major(program: Path) -> int:
    """Its version; 0 when it does not say."""
    told = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0


def _server_major() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000
