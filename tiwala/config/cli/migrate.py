"""Bring the database to this version, and give the application's role exactly what it may do."""

import argparse
import io
from typing import TYPE_CHECKING

from tiwala.config import env as environment
from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import Progress
from tiwala.config.embedded import CannotStart

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

GONE: tuple[str, ...] = ("sessions", "usersessions")
"""Apps that older versions had and this one has not; any other that is unknown comes from a newer one."""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Migrate as the owner; refuses a database that a newer version wrote."""
    with ready("migrate", as_owner=True):
        migrate()
        _refuse_demo(environment.read().mode)
    return 0


def migrate() -> None:
    """Apply what is missing, make the shared cache's table, set the grants, write down the fraud rules that are new.

    Django must be set up as owner.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tiwala.config import grants
    from tiwala.fraud.actions.bring_packs import bring_packs
    from tiwala.kit.actor import SYSTEM

    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        counter = _Counter(len(plan))
        call_command("migrate", interactive=False, verbosity=1, stdout=counter, no_color=True)
        counter.progress.end()
    call_command("createcachetable", verbosity=0)
    grants.apply(connection)
    bring_packs(by=SYSTEM)


def _refuse_demo(mode: str) -> None:
    """No default account: the demo's people, whose second step the demo itself knows, never enter a live house."""
    from tiwala.audit.models import Record

    if mode == "live" and Record.objects.filter(tag="demo:seed").exists():
        message = "These data are the demo business, and TIWALA_MODE is live: begin with an empty TIWALA_DATA."
        raise CannotStart(message)


def _refuse_newer(executor: "MigrationExecutor") -> None:
    loader = executor.loader
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations) - set(loader.replacements))
    newer = [f"{label}.{name}" for label, name in unknown if label not in GONE]
    if newer:
        message = (
            f"These data were written by a newer version of Tiwala (it knows {newer[0]}, this one does not):"
            " use that version, or restore a backup made by this one."
        )
        raise CannotStart(message)


class _Counter(io.StringIO):
    """Listens to Django's own words and counts the migrations."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.progress = Progress("Preparing the database", total)

    def write(self, text: str) -> int:
        if text.strip().startswith("OK"):
            self.progress.step()
        return len(text)
