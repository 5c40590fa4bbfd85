"""Fill an empty database with a believable demo business: 40 customers, 200 invoices, 12 months."""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli.database import ready
from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.half_seed import mark


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether a database that holds something already is a reason to stop."""
    parser.add_argument("--if-empty", action="store_true", help="do nothing when there are data already")


def run(options: argparse.Namespace) -> int:
    """Seed once; refused in live mode, and where there are data already."""
    env = environment.read()
    if env.mode == "live":
        message = (
            "The demo business is for trials, and TIWALA_MODE is live: set TIWALA_MODE=demo in a place of its own."
        )
        raise CannotStart(message)
    with ready("seed"):
        from tiwala.business.models import Profile
        from tiwala.config.seed import seed

        if Profile.objects.exists():
            if options.if_empty:
                return 0
            message = "There are data already: the demo business only goes into an empty database."
            raise CannotStart(message)
        mark(env.data_dir).touch()
        seed()
        mark(env.data_dir).unlink()
    return 0
