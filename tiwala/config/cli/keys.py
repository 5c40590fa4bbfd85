"""Rotate the keys that seal names, addresses and gateway keys; the house may stay open."""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli.database import ready
from tiwala.config.cli.on_record import note
from tiwala.config.cli.progress import shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: rotate; and how deep."""
    parser.add_argument(
        "verb", choices=["rotate"], help="rotate: make new keys; older ones still open what they sealed"
    )
    parser.add_argument("--data", action="store_true", help="give every owner a new key too, and seal all rows anew")


def run(options: argparse.Namespace) -> int:
    """Rotate; what was sealed before can be read throughout."""
    with ready("keys rotate"):
        from tiwala.vault.actions.rotate_keys import rotate_keys

        report = rotate_keys(shown("Rotating"), data=options.data)
        note("keys:rotate", data=options.data, rewrapped=report.rewrapped, resealed=report.resealed)
    print(f"{report.rewrapped} keys are under the new wrapping key, {report.resealed} rows sealed anew.")
    for table, count in sorted(report.left.items()):
        print(f"{table}: {count} rows may not be changed and keep their older keys.")
    print(f"Copy {environment.read().key_file} to its safe place again.")
    return 0
