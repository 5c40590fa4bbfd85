"""Ask every gateway about every open attempt and refund, now."""

import argparse

from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import shown


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Ask about each; says how many there were."""
    with ready("reconcile"):
        from tiwala.kit.actor import SYSTEM
        from tiwala.payments.actions.reconcile import reconcile

        done = reconcile(by=SYSTEM, progress=shown("Asking"))
    print(f"Asked about {done.asked}: {done.moved} moved on, {done.skipped} could not be asked just now.")
    return 0
