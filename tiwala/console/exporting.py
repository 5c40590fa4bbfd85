"""A list leaves the house as a file: who took it, how many rows, who approved, is in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import BULK_ROWS
from tiwala.approvals.registry import Frozen
from tiwala.audit.actions.record import record
from tiwala.console.queries.lists import LISTS
from tiwala.console.spreadsheet import csv_file
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed
from tiwala.kit.policy import actor_of


def export_list(
    name: str, *, head: Sequence[str], rows: Sequence[Sequence[object]], by: Actor, approved_by: str = ""
) -> HttpResponse:
    """The rows as a CSV download, recorded before it leaves."""
    _note(name, count=len(rows), approved_by=approved_by, by=by)
    return csv_file(name, head=head, rows=rows)


def leave_without_names(request: HttpRequest, name: str) -> HttpResponse:
    """The list as the address filters it, with ids in place of people; a long one asks for a second person first."""
    by = actor_of(request)
    head, rows = LISTS[name].read(request.GET, by, False)
    if len(rows) <= BULK_ROWS:
        return export_list(name, head=head, rows=rows, by=by)
    messages.info(request, _("A list this long leaves with a second person's yes."))
    return redirect(f"{reverse('console:export_ask', args=[name])}?{request.GET.urlencode()}")


@action
def ask_for_list(name: str, asked: QueryDict, *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal: which list with which filters (sealed: people type names into them), and how long it is now.

    Names and contacts are in it when the asker may see them in full.
    """
    full = by.may("customer.unmask")
    _head, rows = LISTS[name].read(asked, by, False)
    facts = {"list": name, "rows": len(rows), "with_names": full}
    sealed = {"query": asked.urlencode()[:2000]}
    return propose(Wish("export", f"list:{name}", reason, key, facts, sealed), by=by)


def approved_list(frozen: Frozen, *, approved_by: str, by: Actor) -> HttpResponse:
    """The file of an approved proposal, as the list stands now. NotAllowed when names may no longer be seen."""
    full, name = bool(frozen.facts["with_names"]), frozen.facts["list"]
    if not by.may(LISTS[name].permission) or (full and not by.may("customer.unmask")):
        raise NotAllowed(permission="customer.unmask")
    head, rows = LISTS[name].read(QueryDict(frozen.sealed["query"]), by, full)
    return export_list(name, head=head, rows=rows, by=by, approved_by=approved_by)


@action
def _note(name: str, *, count: int, approved_by: str, by: Actor) -> None:
    record("export:make", "", by=by, list=name, rows=count, approved_by=approved_by)
