"""pg_dump and pg_restore, told how to reach the database without a password on any command line."""

import os
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
    """Find the program: the one named by TIWALA_PG_BIN, the system's for a database of one's own, else the wheel's."""
    env = environment.read()
    system = shutil.which(name)
    if not env.pg_bin and not env.is_embedded and system and _is_new_enough(Path(system).resolve().parent):
        return Path(system)
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


def _is_new_enough(folder: Path) -> bool:
    """A dump needs tools at least as new as the server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10000
    try:
        return (folder / "postgres").exists() and binaries.major(folder) >= server
    except CannotStart:
        return False
