"""Money sent by hand: what waits for a look at the bank, one transfer with its proofs, confirmed or not."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.console.chips import chips
from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.transfers import RejectForm, SeenForm
from tiwala.console.paging import page_of
from tiwala.console.queries.transfer_page import TransferPage, rows_of, transfer_page
from tiwala.kit.policy import actor_of, staff
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.actions.open_proof import open_proof
from tiwala.transfers.actions.reject_proof import reject_proof
from tiwala.transfers.models import Proof, Transfer
from tiwala.transfers.models.proof import ProofQuerySet
from tiwala.transfers.queries import listed
from tiwala.ui.csp import file_to_save

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHOWN: Final = (("", gettext_lazy("With a proof that waits")), ("all", gettext_lazy("All")))


@staff("payment.view")
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """Transfers whose proof waits, or all of them."""
    found = listed(by=actor_of(request), only_waiting=request.GET.get("show") != "all")
    page = page_of(found, request)
    rows = rows_of(page.rows, by=actor_of(request))
    facts = {"page_of": page, "rows": rows, "chips": chips(request, name="show", choices=SHOWN)}
    return render(request, "console/transfers.html", facts)


@staff("payment.view")
@require_safe
def transfer(request: HttpRequest, ref: str) -> HttpResponse:
    """One transfer: what was asked, what the payer shows, what speaks against it, what was seen."""
    view = transfer_page(ref, by=actor_of(request))
    return render(request, "console/transfer.html", {"view": view, "ref": ref})


@staff("payment.record_cash", step_up=True)
@FORM
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what really came in at the bank."""
    view, form = transfer_page(ref, by=actor_of(request)), SeenForm(request.POST or None)
    page = FormPage(
        heading=_("Confirm a transfer"),
        submit=_("It came in"),
        done=_("Confirmed. The receipt follows by e-mail."),
        story=_("Open the bank's own statement and find this money there. Write what the bank shows, not what the "
                "payer wrote."),
        template="console/form_about_transfer.html",
        **_around(ref),
    )  # fmt: skip

    def run() -> str:
        confirm_transfer(form.facts(ref), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run, view=view)


@staff("payment.record_cash", step_up=True)
@FORM
def reject(request: HttpRequest, ref: str, proof_ref: str) -> HttpResponse:
    """Decide against a proof, and tell the payer why."""
    view, form = transfer_page(ref, by=actor_of(request)), RejectForm(request.POST or None)
    proof: Proof = _proofs(view, request).by_public_id(proof_ref)
    page = FormPage(
        heading=_("Do not accept this proof"),
        submit=_("Tell the payer"),
        done=_("The payer has a letter, and may send another proof."),
        tone="danger",
        template="console/form_about_transfer.html",
        **_around(ref),
    )

    def run() -> str:
        good = form.cleaned_data
        reject_proof(proof.public_id, why=good["why"], words=good["words"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run, view=view)


@staff("payment.ask_again")
@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Call a transfer off, so that the invoice can be paid another way."""
    found: Transfer = Transfer.objects.visible_to(actor_of(request)).by_public_id(ref)
    return do(
        request,
        run=lambda: cancel_transfer(found.attempt_id, by=actor_of(request)),
        done=_("Called off. Money that comes all the same can still be confirmed here."),
        back=_around(ref)["back"],
    )


@staff("payment.record_cash")
@require_safe
def proof_file(request: HttpRequest, ref: str, proof_ref: str) -> HttpResponse:
    """What the payer sent, as a file to save; each look is on record."""
    view = transfer_page(ref, by=actor_of(request))
    opened = open_proof(_proofs(view, request).by_public_id(proof_ref).public_id, by=actor_of(request))
    return file_to_save(HttpResponse(opened.data, content_type=opened.media_type), name=opened.name)


def _proofs(view: TransferPage, request: HttpRequest) -> ProofQuerySet:
    """The proofs of this transfer that this person may decide about, without their files."""
    return Proof.objects.visible_to(actor_of(request)).filter(transfer=view.pk).defer("content")


def _around(ref: str) -> Around:
    back = reverse("console:transfer", args=[ref])
    crumbs = (Crumb(label=_("Transfers"), url=reverse("console:transfers")), Crumb(label=_("Transfer"), url=back))
    return {"back": back, "crumbs": crumbs}
