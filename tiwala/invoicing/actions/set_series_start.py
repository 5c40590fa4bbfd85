"""Say where a series of numbers goes on from the books kept before us."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.business.models import Branch
from tiwala.invoicing import numbering
from tiwala.invoicing.errors import SeriesInUse
from tiwala.invoicing.models import Series
from tiwala.invoicing.models.series import KINDS
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound

LARGEST = 999_999_999_999


@action
def set_series_start(branch_code: str, document: str, *, first_number: int, by: Actor) -> Series:
    """The next document of this kind and branch gets `first_number` (TAX-04).

    Refuses SeriesInUse once a number was drawn, and anything that is not a number from 1 to twelve digits.
    """
    if document not in KINDS:
        raise BadInput(fields={"document": _("Choose one of the list.")})
    if not 1 <= first_number <= LARGEST:
        raise BadInput(fields={"first_number": _("Write a whole number from 1.")})
    branch = Branch.objects.filter(code=branch_code).first()
    if branch is None:
        raise NotFound(wanted="branch")
    series = numbering.locked(branch, document)
    if series.next_number != series.first_number:
        raise SeriesInUse(branch_code=branch_code, document=document)
    series.first_number = series.next_number = first_number
    series.save(update_fields=["first_number", "next_number"])
    record("series:set_start", f"{branch_code}:{document}", by=by, first_number=first_number)
    return series
