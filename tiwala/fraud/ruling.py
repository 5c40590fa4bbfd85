"""What a person may wish of rules: checked words, names and packs that exist, one version of a name in a stage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from tiwala.fraud import standing
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.states import RuleStage
from tiwala.kit import ids
from tiwala.kit.db import advisory_lock
from tiwala.kit.errors import NotFound

NAME: Final = re.compile(r"[a-z][a-z0-9_]{2,49}", re.ASCII)


def hold_rules() -> None:
    """One at a time changes rules; what changed counts here as soon as it is committed."""
    advisory_lock("fraud:rules")
    standing.ask_again()
    transaction.on_commit(standing.ask_again)


def locked_version(ref: str) -> RuleVersion:
    """The version of this public id, locked."""
    found: RuleVersion = RuleVersion.objects.locked(ids.decode(RuleVersion.PREFIX, ref))
    return found


def locked_versions(refs: Iterable[str]) -> list[RuleVersion]:
    """All of these, locked in the order of their ids; refuses when one is not there."""
    wanted = {ids.decode(RuleVersion.PREFIX, ref) for ref in refs}
    found = list(RuleVersion.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotFound(wanted=RuleVersion.PREFIX)
    return found


def make_way(one: RuleVersion, stage: RuleStage) -> None:
    """Retire what stands in this stage under the same name: one at most may."""
    for other in RuleVersion.objects.select_for_update().filter(name=one.name, stage=stage).exclude(pk=one.pk):
        other.move("retire")
        other.save(update_fields=["stage", "staged_at"])


def next_version(name: str) -> int:
    """The number of the version to come; the rules are held."""
    newest = RuleVersion.objects.filter(name=name).order_by("-version").values_list("version", flat=True).first()
    return (newest or 0) + 1
