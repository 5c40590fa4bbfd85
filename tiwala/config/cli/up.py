"""Open the house: database, worker, sandbox gateway (in a demo) and web, until Ctrl-C."""

import argparse
import os
import sys
from typing import TextIO

from tiwala.config import env as environment
from tiwala.config.cli import key_file
from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.house import House
from tiwala.config.supervisor.stopping import Stopping
from tiwala.config.supervisor.tasks import AlreadySaid, StoppedEarly, run_task


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None: everything is said by the environment (docs/reference/settings.md)."""


def run(_options: argparse.Namespace) -> int:
    """Run until asked to stop; 0 then, 1 when the house could not be opened or kept open."""
    stopping = Stopping()
    stopping.listen()
    env = environment.read()
    house = House(env, stopping, _say)
    failed = False
    try:
        key_file.refuse_unfit_apart(env)
        house.start()
        run_task("welcome", house.environment(), stopping)
        house.watch()
    except StoppedEarly:
        pass
    except AlreadySaid:
        failed = True
    except CannotStart as error:
        _print(f"tiwala: {error}", sys.stderr)
        failed = True
    finally:
        house.stop()
    if not failed:
        _say("Everything is stopped; nothing is lost")
    return int(failed)


def _say(sentence: str) -> None:
    _print(f"· {sentence}", sys.stdout)


def _print(sentence: str, out: TextIO) -> None:
    """A closed terminal must not keep us from stopping what we started."""
    try:
        print(sentence, file=out, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
