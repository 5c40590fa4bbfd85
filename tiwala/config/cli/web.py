"""Serve the pages and the API on TIWALA_HOST and TIWALA_PORT."""

import argparse
import os
import sys

from tiwala.config import env as environment
from tiwala.config import surroundings
from tiwala.config.cli import key_file
from tiwala.config.cli.database import come_as_the_house
from tiwala.config.supervisor.ports import refuse_when_busy

THREADS = "8"  # each holds one database connection: processes x threads stays far below max_connections
THREAD_REST_S = "600"  # a thread that comes and goes takes a database connection with it each time
LONGEST_STOP_S = "5"  # a client that never hangs up does not hold us up


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None: host, port and number of processes come from the environment."""


def run(_options: argparse.Namespace) -> int:
    """Become the web server; does not return."""
    flags = _flags()
    come_as_the_house()
    command = [sys.executable, "-m", "tiwala.config.preloaded", *flags]
    os.execve(sys.executable, command, surroundings.handed_on(**surroundings.FRUGAL))  # noqa: S606


def serve() -> int:
    """The same in this process, which has loaded the rooms; ends it when told to."""
    from tiwala.config import preloaded

    return preloaded.serve(_flags())


def _flags() -> list[str]:
    env = environment.read()
    key_file.refuse_unfit(env)  # the web server would start its processes again and again
    refuse_when_busy(env.host, env.port, setting="TIWALA_PORT")
    flags = ["--interface", "wsgi", "tiwala.config.wsgi:application"]
    flags += ["--host", env.host, "--port", str(env.port), "--workers", str(env.workers)]
    flags += ["--blocking-threads", THREADS, "--blocking-threads-idle-timeout", THREAD_REST_S]
    flags += ["--workers-kill-timeout", LONGEST_STOP_S, "--no-ws"]
    flags += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--log-level", "warning"]
    return flags
