"""The trail: who did what, on what, when; and the proof that nobody touched it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.audit import queries
from tiwala.audit.actions.verify_chain import verify_chain
from tiwala.audit.models import Record
from tiwala.audit.names import TAGS
from tiwala.console.paging import SIZE, links_of
from tiwala.console.queries.people import staff_names
from tiwala.console.queries.trail import said, staff_choices, within_days
from tiwala.kit.policy import staff

AT_ONCE = 50_000
"""Records that are proven while one waits; a longer trail is proven by the nightly job and the command."""


@staff("audit.view")
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The records, newest first; names of staff, ids of everybody else."""
    found = list(_filtered(request)[: SIZE + 1])
    rows, more = found[:SIZE], len(found) > SIZE
    names = staff_names(one.actor_id for one in rows)
    facts = {
        "page_of": links_of(rows, request, next_cursor=str(rows[-1].seq) if more else ""),
        "rows": [{"record": one, "who": names.get(one.actor_id, one.actor_id)} for one in rows],
        "tags": [("", _("Everything")), *((tag, tag) for tag in sorted(TAGS))],
        "people": staff_choices(),
        "asked": {name: request.GET.get(name, "") for name in ("tag", "who", "subject", "since", "until")},
    }
    return render(request, "console/audit.html", facts)


@staff("audit.view")
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now, when it is short enough to wait for."""
    if Record.objects.count() > AT_ONCE:
        messages.info(request, _("The trail is long: it is proven every night, and by `tiwala audit verify`."))
        return redirect("console:audit")
    verdict = verify_chain()
    if verdict.is_sound:
        messages.success(request, _("Nobody touched the trail: %(count)d records proven.") % {"count": verdict.checked})
        return redirect("console:audit")
    messages.error(request, _("The trail was touched. Keep a copy of the database and find out who had access."))
    findings = [
        {"check": one.kind, "subject": f"{one.seq}–{one.until}", "detail": one.detail} for one in verdict.findings
    ]
    return render(request, "console/findings.html", {"findings": findings})


def _filtered(request: HttpRequest) -> QuerySet[Record]:
    asked = {name: said(request.GET.get(name, "")) for name in ("tag", "who", "subject")}
    found = queries.trail(tag=asked["tag"], actor_id=asked["who"], subject_ref=asked["subject"])
    return within_days(found, request.GET).defer("personal", "before", "mac")
