"""Open psql on the database, as its owner: for looking, and for people who know what they do."""

import argparse
import os
import shutil

from tiwala.config.cli import pg_tools
from tiwala.config.cli.database import choose_role, point_at_socket


def stays_root(_options: argparse.Namespace) -> bool:
    """Psql keeps its history in the home of whoever asked."""
    return True


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Become psql; does not return."""
    choose_role(as_owner=True)
    point_at_socket()
    psql = shutil.which("psql") or str(pg_tools.tool("psql"))
    os.execve(psql, [psql], pg_tools.connection_facts())  # noqa: S606
