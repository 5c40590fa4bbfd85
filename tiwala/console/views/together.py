"""One deed for many invoices: chosen in the list, done one by one, and told what was left undone and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tiwala.console.forming import scope_of
from tiwala.console.paging import SIZE
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.actions.remind import remind
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.models import Invoice
from tiwala.kit.errors import NotFound, Refusal
from tiwala.kit.policy import actor_of, staff

TOLD_MAX: Final = 5
"""So many refusals are told one by one; of more only the number."""


@staff("invoice.send")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send each chosen invoice to its customer."""
    by = actor_of(request)
    return _each(request, run=lambda ref: send_invoice(ref, by=by), done=_sent)


@staff("invoice.send")
@require_POST
def remind_all(request: HttpRequest) -> HttpResponse:
    """Write a reminder for each chosen invoice that is still open."""
    by = actor_of(request)
    return _each(request, run=lambda ref: remind(ref, by=by), done=_reminded)


@staff("invoice.issue")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Say once more what issuing means, then issue each chosen draft."""
    by = actor_of(request)
    if "sure" not in request.POST:
        drafts = Invoice.objects.visible_to(by).by_public_ids(_chosen(request)).filter(state="draft")
        refs = [draft.public_id for draft in drafts.order_by("id")]
        return render(request, "console/issue_together.html", {"refs": refs, "count": len(refs)})
    return _each(request, run=lambda ref: issue_invoice(ref, by=by), done=_issued)


def _sent(count: int) -> str:
    return ngettext("%(count)d letter is in the outbox.", "%(count)d letters are in the outbox.", count)


def _reminded(count: int) -> str:
    return ngettext("%(count)d reminder is in the outbox.", "%(count)d reminders are in the outbox.", count)


def _issued(count: int) -> str:
    return ngettext("%(count)d invoice is issued.", "%(count)d invoices are issued.", count)


def _each(request: HttpRequest, *, run: Callable[[str], object], done: Callable[[int], str]) -> HttpResponse:
    """Do it for each, once for the form's key; one that is refused stops no other."""
    refs, back = _chosen(request), reverse("console:invoices")

    def answer() -> Answer:
        refused = [(ref, why) for ref in refs if (why := _refused(run, ref))]
        _tell(request, done=done, count=len(refs) - len(refused), refused=refused)
        return Answer(303, location=back)

    if not refs:
        messages.info(request, _("Choose at least one invoice first."))
        return redirect(back)
    try:
        once(scope_of(request), request.POST.get("key", ""), fingerprint(f"{request.path} {refs}"), answer)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect(back)


def _refused(run: Callable[[str], object], ref: str) -> str:
    try:
        run(ref)
    except Refusal as refusal:
        return refusal.text
    return ""


def _tell(request: HttpRequest, *, done: Callable[[int], str], count: int, refused: list[tuple[str, str]]) -> None:
    if count:
        messages.success(request, done(count) % {"count": count})
    numbers = dict(Invoice.objects.by_public_ids([ref for ref, _why in refused]).values_list("pk", "number_text"))
    names = {Invoice(pk=pk).public_id: number for pk, number in numbers.items()}
    for ref, why in refused[:TOLD_MAX]:
        messages.warning(request, f"{names.get(ref) or _('Draft')}: {why}")
    if len(refused) > TOLD_MAX:
        rest = len(refused) - TOLD_MAX
        words = ngettext("%(count)d more was left as it is.", "%(count)d more were left as they are.", rest)
        messages.warning(request, words % {"count": rest})


def _chosen(request: HttpRequest) -> list[str]:
    """The chosen invoices of one page, each once; refuses what is no invoice this person may see."""
    refs = list(dict.fromkeys(request.POST.getlist("ref")))[:SIZE]
    found = Invoice.objects.visible_to(actor_of(request)).by_public_ids(refs)
    if found.count() != len(refs):
        raise NotFound(wanted="inv")
    return refs
