"""Draw the next number of a series: under the row's lock, inside the issuing transaction, so without gaps."""

from __future__ import annotations

from tiwala.business.models import Branch
from tiwala.invoicing.models import Series
from tiwala.kit.db import assert_in_transaction

DIGITS = 6
PREFIXES = {"invoice": "INV", "credit_note": "CM", "receipt": "AR", "refund": "RF"}


def draw(branch: Branch, document: str) -> tuple[Series, int]:
    """The series and its new number. A rollback gives it back; nobody else gets one of this series meanwhile."""
    series = locked(branch, document)
    return series, next_of(series)


def next_of(series: Series, *, count: int = 1) -> int:
    """The first of `count` new numbers of a series that the caller holds locked."""
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return first


def written(series: Series, number: int) -> str:
    """The number as printed, at least six digits (TAX-04): INV-00000-000042."""
    return f"{series.prefix}{number:0{DIGITS}d}"


def locked(branch: Branch, document: str) -> Series:
    """The series of a branch and kind of document, begun when it is new, locked until the transaction ends."""
    assert_in_transaction()
    found = Series.objects.select_for_update().filter(branch=branch, document=document).first()
    if found is None:
        fresh = Series(branch=branch, document=document, prefix=f"{PREFIXES[document]}-{branch.code}-")
        Series.objects.bulk_create([fresh], ignore_conflicts=True)
        found = Series.objects.select_for_update().get(branch=branch, document=document)
    return found
