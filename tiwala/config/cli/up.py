"""Open the house: database, worker, sandbox gateway (in a demo) and web, until Ctrl-C."""

import argparse
import os
import sys
from typing import TextIO

from tiwala.config import env as environment
from tiwala.config import surroundings
from tiwala.config.cli import key_file, web, worker
from tiwala.config.cli.database import come_as_the_house
from tiwala.config.embedded import CannotStart
from tiwala.config.env import Environment
from tiwala.config.supervisor import leftovers
from tiwala.config.supervisor.house import House, Rooms
from tiwala.config.supervisor.stopping import Stopping
from tiwala.config.supervisor.tasks import AlreadySaid, StoppedEarly, run_task


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None: everything is said by the environment (docs/reference/settings.md)."""


def run(_options: argparse.Namespace) -> int:
    """Run until asked to stop; 0 then, 1 when the house could not be opened or kept open."""
    env = environment.read()
    _carry_the_mark(env)
    stopping = Stopping()
    stopping.listen()
    house = House(env, Rooms(_load_rooms, {"web": web.serve, "worker": worker.work}), stopping, _say)
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


def _carry_the_mark(env: Environment) -> None:
    """Start over, in this same process, with what every process of the house shall find in its environment.

    Copies of us have our environment, as it was when this program began: by the mark in it a later start finds those
    that outlived us, and glibc reads there how to deal with memory. SPT_NOENV: a title is not written over it.
    """
    mark = leftovers.mark_of(env.data_dir)
    if surroundings.given(surroundings.MARK) == mark:
        return
    ours = surroundings.handed_on(**surroundings.FRUGAL, **{surroundings.MARK: mark, "SPT_NOENV": "1"})
    os.execve(sys.executable, [sys.executable, "-m", "tiwala", "up"], ours)  # noqa: S606


def _load_rooms() -> None:
    """All code of web and worker, in this process: they are copies of it, and hold it once between them."""
    from tiwala.config import preloaded

    come_as_the_house()
    preloaded.load()


def _say(sentence: str) -> None:
    _print(f"· {sentence}", sys.stdout)


def _print(sentence: str, out: TextIO) -> None:
    """A closed terminal must not keep us from stopping what we started."""
    try:
        print(sentence, file=out, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
