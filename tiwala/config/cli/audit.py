"""Verify the audit chain: any record changed, removed or inserted is named."""

import argparse
from collections.abc import Iterator

from tiwala.config.cli.database import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: verify."""
    parser.add_argument(
        "verb", choices=["verify"], help="verify: print what was tampered with; nothing when all is whole"
    )


def run(_options: argparse.Namespace) -> int:
    """Print each finding; 1 when there is one."""
    with ready("audit verify"):
        found = list(findings())
    for line in found:
        print(line)
    if not found:
        print("The audit chain is whole.")
    return int(bool(found))


def findings() -> Iterator[str]:
    """What was tampered with, a line each; Django must be set up."""
    from tiwala.audit.actions.verify_chain import verify_chain

    for finding in verify_chain():
        yield str(finding)
