"""Pay links of an invoice: made and shown once, ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiwala.console.forming import do, scope_of
from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.invoicing.actions.make_pay_link import make_pay_link, pay_url, revoke_pay_link, revoke_pay_links
from tiwala.invoicing.models import Invoice, PayLink
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff
from tiwala.ui.csp import token_page


@staff("link.manage")
@require_POST
def make(request: HttpRequest, ref: str) -> HttpResponse:
    """A new link, its address shown this once: the token is kept nowhere, not even in the answer that is replayed."""
    invoice, made = _found(request, ref), list[str]()

    def run() -> Answer:
        link, token = make_pay_link(ref, by=actor_of(request))
        made.append(pay_url(token))
        return Answer(200, link.public_id.encode())

    once(scope_of(request), request.POST.get("key", ""), fingerprint(request.path), run)
    if not made:
        return redirect("console:invoice", ref)
    facts = {"invoice": invoice, "ref": ref, "address": made[0]}
    return token_page(render(request, "console/link_made.html", facts))


@staff("link.manage")
@require_POST
def end(request: HttpRequest, ref: str, link_ref: str) -> HttpResponse:
    """End one link."""
    invoice = _found(request, ref)
    if not PayLink.objects.filter(invoice=invoice, pk=PayLink.objects.by_public_id(link_ref).pk).exists():
        raise NotFound(wanted="lnk")
    return do(
        request,
        run=lambda: revoke_pay_link(link_ref, by=actor_of(request)),
        done=_("The link has ended."),
        back=reverse("console:invoice", args=[ref]),
    )


@staff("link.manage")
@require_POST
def end_all(request: HttpRequest, ref: str) -> HttpResponse:
    """End every living link."""
    _found(request, ref)
    return do(
        request,
        run=lambda: revoke_pay_links(ref, by=actor_of(request)),
        done=_("All links have ended. They now look like links that never were."),
        back=reverse("console:invoice", args=[ref]),
    )


def _found(request: HttpRequest, ref: str) -> Invoice:
    found: Invoice = Invoice.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found
