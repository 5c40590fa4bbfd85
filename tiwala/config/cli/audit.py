"""Verify the audit chain: any record changed, removed or inserted is named."""

import argparse

from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: verify."""
    parser.add_argument("verb", choices=["verify"], help="verify: print what was tampered with")


def run(_options: argparse.Namespace) -> int:
    """Print each finding; 1 when there is one."""
    with ready("audit verify"):
        found = findings()
    for line in found:
        print(line)
    if not found:
        print("The audit chain is whole.")
    return int(bool(found))


def findings(*, is_restored: bool = False) -> list[str]:
    """What was tampered with, a line each; Django must be set up.

    The anchor file is not in a backup: right after a restore, what it knows or lacks is no finding.
    """
    from tiwala.audit.actions.verify_chain import verify_chain
    from tiwala.audit.models import Record

    verdict = verify_chain(shown("Reading the audit chain"))
    newest = Record.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    expected = [one for one in verdict.findings if is_restored and (one.kind == "anchor" or one.seq > newest)]
    return [str(one) for one in verdict.findings if one not in expected]
