"""Lists from the live configuration: who sells and where, numbers, books, accounts, who may do what."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from tiwala.business import queries as business
from tiwala.business.models import TaxRegime
from tiwala.identity.models import RoleGrant, User, UserKind
from tiwala.identity.permissions import PERMISSIONS, ROLES
from tiwala.invoicing.models import Series
from tiwala.invoicing.numbering import PREFIXES, written
from tiwala.kit import fields
from tiwala.ledger import chart

DOCUMENTS = {
    "invoice": ("INVOICE", "principal"),
    "credit_note": ("CREDIT MEMO", "supplementary"),
    "receipt": ("ACKNOWLEDGEMENT RECEIPT", "supplementary"),
    "refund": ("REFUND ACKNOWLEDGEMENT", "supplementary"),
}


def papers() -> dict[str, bytes]:
    """Every list as a file, by name."""
    return {
        "04-business-profile.json": _profile(),
        "05-branches.csv": _csv(("code", "name", "address"), _branches()),
        "06-documents-and-series.csv": _csv(_SERIES_HEAD, _series()),
        "07-chart-of-accounts.csv": _csv(("code", "title", "kind"), _accounts()),
        "08-user-access-matrix.csv": _csv(("permission", *ROLES), _permissions()),
        "09-users.csv": _csv(("id", "name", "roles", "active"), _users()),
    }


def _profile() -> bytes:
    seller = business.seller_block(business.head_branch())
    history = TaxRegime.objects.order_by("starts_on")
    facts = seller.as_json() | {
        "registration": seller.registration_line,
        "tax_regimes": [
            {"from": one.starts_on.isoformat(), "vat_status": one.vat_status, "other_tax": one.other_tax}
            for one in history
        ],
    }
    return json.dumps(facts, indent=1, ensure_ascii=False).encode()


def _branches() -> Iterable[Sequence[str]]:
    return [(branch.code, branch.name, branch.address) for branch in business.branches()]


_SERIES_HEAD = ("branch", "document", "kind", "prefix", "first number", "last number issued", "next number")


def _series() -> Iterable[Sequence[str]]:
    begun = {(one.branch_id, one.document): one for one in Series.objects.all()}
    for branch in business.branches():
        for document, (title, kind) in DOCUMENTS.items():
            fresh = Series(branch=branch, document=document, prefix=f"{PREFIXES[document]}-{branch.code}-")
            one = begun.get((branch.id, document), fresh)
            is_used = one.next_number > one.first_number
            last = written(one, one.next_number - 1) if is_used else "none yet"
            first, following = written(one, one.first_number), written(one, one.next_number)
            yield (branch.code, title, kind, one.prefix, first, last, following)


def _accounts() -> Iterable[Sequence[str]]:
    families = [(f"{code}:…", chart.TITLES[code], kind) for code, kind in chart.FAMILIES.items()]
    single = [(code, chart.TITLES[code], kind) for code, kind in chart.CHART.items()]
    return [(code, str(title), str(kind)) for code, title, kind in families + single]


def _permissions() -> Iterable[Sequence[str]]:
    return [(name, *("yes" if name in held else "" for held in ROLES.values())) for name in sorted(PERMISSIONS)]


def _users() -> Iterable[Sequence[str]]:
    people = list(User.objects.filter(kind=UserKind.STAFF).order_by("id"))
    fields.preload(people)
    roles: dict[object, list[str]] = {}
    for user_id, role in RoleGrant.objects.order_by("role").values_list(
        "user_id", Coalesce(NullIf("role", Value("")), "custom_role__name")
    ):
        roles.setdefault(user_id, []).append(role)
    return [
        (one.public_id, one.name, ", ".join(roles.get(one.pk, [])), "yes" if one.is_active else "no") for one in people
    ]


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A list that a spreadsheet opens, and in which nothing can become a formula."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(head)
    sheet.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
