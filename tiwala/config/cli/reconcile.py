"""Ask every gateway about every open attempt, now."""

import argparse

from tiwala.config.cli.database import ready


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Ask about each; says how many there were."""
    with ready("reconcile"):
        from tiwala.payments.actions.reconcile import reconcile

        asked = reconcile()
    print(f"Asked about {asked} attempts.")
    return 0
