"""Run the jobs: letters, notices, look-ups, the nightly checks."""

import argparse
import os

from tiwala.config import env as environment
from tiwala.config.cli import key_file
from tiwala.config.cli.counts import at_least_one
from tiwala.config.cli.database import choose_role, point_at_socket

YIELDS = 5
"""So much nicer than the web: when both want the processor, a person or a gateway that waits goes first."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs run side by side."""
    parser.add_argument("--concurrency", type=at_least_one, default=4, help="jobs at the same time (default 4)")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop; a running job is finished first."""
    key_file.refuse_unfit(environment.read())
    choose_role(as_owner=False)
    point_at_socket()
    os.nice(YIELDS)
    import django
    from django.core.management import call_command

    from tiwala.config.surroundings import SETTINGS, settle

    settle(DJANGO_SETTINGS_MODULE=SETTINGS)
    django.setup()
    words = [f"--concurrency={options.concurrency}", "--delete-jobs=successful", "--shutdown-graceful-timeout=20"]
    call_command("procrastinate", "worker", *words)
    return 0
