"""Run the jobs: letters, notices, look-ups, the nightly checks."""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli import key_file
from tiwala.config.cli.database import choose_role, point_at_socket


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs run side by side."""
    parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time (default 4)")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop; a running job is finished first."""
    key_file.refuse_unfit(environment.read())
    choose_role(as_owner=False)
    point_at_socket()
    import django
    from django.core.management import call_command

    from tiwala.config.surroundings import SETTINGS, settle

    settle(DJANGO_SETTINGS_MODULE=SETTINGS)
    django.setup()
    words = [f"--concurrency={options.concurrency}", "--delete-jobs=successful", "--shutdown-graceful-timeout=20"]
    call_command("procrastinate", "worker", *words)
    return 0
