"""Let the first owner in: print a one-time link, while nobody owns this house yet."""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli.database import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb."""
    parser.add_argument("verb", choices=["invite"], help="invite: make a new one-time link; the one before ends")


def run(_options: argparse.Namespace) -> int:
    """Print the link; refused as soon as there is an owner."""
    with ready("owner invite"):
        link = first_link()
    print(f"{link}\nIt works once, within the hour. Whoever opens it owns this house: show it to nobody else.")
    return 0


def first_link() -> str:
    """A new link. OwnerExists."""
    from django.urls import reverse

    from tiwala.identity.actions.make_first_link import make_first_link
    from tiwala.kit.actor import SYSTEM

    return environment.read().base_url + reverse("account_first_owner", args=[make_first_link(by=SYSTEM)])
