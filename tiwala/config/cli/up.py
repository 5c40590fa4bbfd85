"""Open the house: database, worker, sandbox gateway (in a demo) and web, until Ctrl-C."""

import argparse
import sys

from tiwala.config import env as environment
from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.house import House
from tiwala.config.supervisor.stopping import Stopping
from tiwala.config.supervisor.tasks import StoppedEarly, run_task


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None: everything is said by the environment (docs/reference/settings.md)."""


def run(_options: argparse.Namespace) -> int:
    """Run until asked to stop; 0 then, 1 when the house could not be opened or kept open."""
    stopping = Stopping()
    stopping.listen()
    house = House(environment.read(), stopping, _say)
    failed = False
    try:
        house.start()
        run_task("welcome", house.environment(), stopping)
        house.watch()
    except StoppedEarly:
        pass
    except CannotStart as error:
        print(f"tiwala: {error}", file=sys.stderr, flush=True)
        failed = True
    finally:
        house.stop()
    if not failed:
        _say("Everything is stopped; nothing is lost")
    return int(failed)


def _say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)
