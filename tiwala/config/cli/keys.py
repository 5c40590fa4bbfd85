"""Rotate the keys that seal names, addresses and gateway keys; the house may stay open."""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli.database import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: rotate."""
    parser.add_argument("verb", choices=["rotate"], help="rotate: make new keys and seal everything under them")


def run(_options: argparse.Namespace) -> int:
    """Rotate; what was sealed before can be read throughout."""
    with ready("keys rotate"):
        from tiwala.vault.actions.rotate_keys import rotate_keys

        rotate_keys()
    print(f"The keys are rotated. Copy {environment.read().key_file} to its safe place again.")
    return 0
