"""Run the jobs: letters, notices, look-ups, the nightly checks."""

import argparse
import os

from tiwala.config import env as environment
from tiwala.config.cli import key_file
from tiwala.config.cli.counts import at_least_one
from tiwala.config.cli.database import come_as_the_house, load_rooms
from tiwala.config.embedded import CannotStart

JOBS = 4
YIELDS = 5
"""So much nicer than the web: when both want the processor, a person or a gateway that waits goes first."""

LINES = 2
"""To the database, for the queue's own short statements; each job has one of its own besides. A line costs 5 MB."""
STOP_S = 20.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs run side by side."""
    parser.add_argument(
        "--concurrency", type=at_least_one, default=JOBS, help=f"jobs at the same time (default {JOBS})"
    )


def run(options: argparse.Namespace) -> int:
    """Work until told to stop; a running job is finished first."""
    key_file.refuse_unfit(environment.read())
    come_as_the_house()
    load_rooms()
    return _work(options.concurrency)


def work() -> int:
    """The same in this process, which has loaded the rooms."""
    key_file.refuse_unfit(environment.read())
    return _work(JOBS)


def _work(concurrency: int) -> int:
    os.nice(YIELDS)
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.exceptions import ConnectorException
    from procrastinate.jobs import DeleteJobCondition
    from setproctitle import setproctitle

    setproctitle("tiwala worker")
    line = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=LINES)
    done = DeleteJobCondition.SUCCESSFUL
    try:
        with app.replace_connector(line) as queue:
            queue.run_worker(concurrency=concurrency, delete_jobs=done, shutdown_graceful_timeout=STOP_S)
    except ConnectorException as error:
        message = f"The worker cannot go on without the database: {error.__cause__ or error}"
        raise CannotStart(message) from error
    return 0
