"""What is loaded before the web server forks holds nothing that two processes must not share."""

import os
import subprocess
import sys

from tests.platform.trial_house import CODE

LOOK = """
import gc, os, sys
from tiwala.config import preloaded
preloaded.load()
from django.db import connections
from tiwala.config.ops.counting import meters
links = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
print(len(os.listdir("/proc/self/task")))
print(sum(os.readlink(link).startswith("socket:") for link in links if os.path.islink(link)))
print(sum(one.connection is not None for one in connections.all()))
print(meters.cache_info().currsize)
print(gc.isenabled() and gc.get_freeze_count() > 100_000)
print("tiwala.console.urls" in sys.modules)
print("numpy" in sys.modules)
"""

RANDOM = """
import os, random, secrets, uuid
from tiwala.config import preloaded
preloaded.load()
from tiwala.kit import ids, keyring
keys = keyring.current()
keys.kek.encrypt(b"before", b"")  # so that whatever is drawn from is there before the fork
from django.utils.crypto import get_random_string
for _ in range(2):
    if os.fork() == 0:
        sealed = keys.kek.encrypt(b"the same", b"").hex()
        drawn = random.random(), secrets.token_hex(), uuid.uuid4(), ids.uuid7(), get_random_string(32)
        print(sealed, *drawn, flush=True)
        os._exit(0)
    os.wait()
"""


def told_by(program: str) -> list[str]:
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tiwala.config.settings.test",
        "TIWALA_DB_SOCKET": "/nowhere",
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=surroundings, cwd=CODE, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.splitlines()


def test_no_thread_socket_line_or_count_is_there_before_the_fork() -> None:
    threads, sockets, lines, meters, is_frozen, has_doors, has_numpy = told_by(LOOK)[-7:]
    assert (threads, sockets, lines, meters) == ("1", "0", "0", "0")
    assert (is_frozen, has_doors, has_numpy) == ("True", "True", "False")


def test_two_processes_of_one_fork_never_draw_the_same_random_value() -> None:
    first, second = (line.split() for line in told_by(RANDOM)[-2:])
    assert len(first) == len(second) == 6
    assert not set(first) & set(second)
