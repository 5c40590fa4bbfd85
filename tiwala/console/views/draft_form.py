"""The invoice form with its lines: read from a request, worked out, shown again, kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tiwala.business import queries as business
from tiwala.console.forming import UNREADABLE, FormPage, tell
from tiwala.console.forms.invoices import LINES_MAX, DraftForm, LineFormSet, initial_of, invoice_facts
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.totals import Totals, VatMode, total
from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal

PREFIX = "lines"
_AT_LINE = re.compile(r"lines\.([0-9]+)\.([a-z_]+)")
_FIELDS = {"discount": "discount", "quantity": "quantity", "tax_class": "tax_class"}


@dataclass(slots=True)
class DraftPage:
    """Head and lines together. Without scripts, "Add a line" and "Work it out" send the form and bring it back."""

    form: DraftForm
    lines: Any
    is_vat: bool
    currency: str

    @classmethod
    def read(cls, request: HttpRequest, *, invoice: Invoice | None = None) -> DraftPage:
        """The form as it was sent, or as it is first shown."""
        brand = business.profile_facts()
        is_vat = brand.vat_status == "vat"
        head, rows = initial_of(invoice) if invoice else ({}, [])
        data = _with_another_line(request.POST) if "add_line" in request.POST else request.POST or None
        branches = [(one.code, f"{one.code} {one.name}") for one in business.branches()]
        form = DraftForm(data, initial=head, branches=branches, is_vat=is_vat)
        lines = LineFormSet(data, initial=rows, prefix=PREFIX, form_kwargs={"is_vat": is_vat})
        return cls(form, lines, is_vat, brand.currency)

    def facts(self, customer_ref: str) -> InvoiceFacts:
        """What was written, once it is good."""
        return invoice_facts(self.form, self.lines, customer_ref=customer_ref)

    def answer(self, request: HttpRequest, *, page: FormPage, keep: Callable[[], Invoice]) -> HttpResponse:
        """Show, add a line, work out, or keep and go to the draft."""
        if request.method != "POST":
            return self._show(request, page, status=200)
        if "add_line" in request.POST:
            return self._show(request, page, status=200, is_quiet=True)
        if not (self.form.is_valid() and self.lines.is_valid()):
            return self._show(request, page, status=UNREADABLE)
        try:
            if "work_out" in request.POST:
                return self._show(request, page, status=200, worked=self._worked())
            invoice = keep()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            return self._show(request, page, status=self._tell(refusal))
        messages.success(request, _("The draft is kept. Nobody owes anything until it is issued."))
        return redirect("console:invoice", invoice.public_id)

    def _worked(self) -> Totals:
        mode = VatMode(self.form.cleaned_data["vat_mode"])
        return total(self.lines.facts(), vat_mode=mode, is_vat_seller=self.is_vat)

    def _tell(self, refusal: Refusal) -> int:
        fields = refusal.fields if isinstance(refusal, BadInput) else {}
        written = [one for one in self.lines.forms if one.has_changed() and not one.cleaned_data.get("DELETE")]
        left = {}
        for name, words in fields.items():
            at = _AT_LINE.fullmatch(name)
            if at and int(at[1]) < len(written) and at[2] in _FIELDS:
                written[int(at[1])].add_error(_FIELDS[at[2]], words)
            else:
                left[name] = words
        if left or not fields:
            refusal_left = BadInput(fields=left) if left else refusal
            return tell(self.form, refusal=refusal_left)
        return refusal.status

    def _show(
        self, request: HttpRequest, page: FormPage, *, status: int, worked: Totals | None = None, is_quiet: bool = False
    ) -> HttpResponse:
        facts = {
            "page": page,
            "form": self.form,
            "lines": self.lines,
            "is_vat": self.is_vat,
            "currency": self.currency,
            "worked": worked,
            "is_quiet": is_quiet,
        }
        return render(request, page.template, facts, status=status)


def _with_another_line(sent: QueryDict) -> QueryDict:
    data = sent.copy()
    name = f"{PREFIX}-TOTAL_FORMS"
    text = str(data.get(name, "1"))
    count = int(text) if text.isdecimal() and len(text) <= len(str(LINES_MAX)) else 1
    data[name] = str(min(count + 1, LINES_MAX))
    return data
