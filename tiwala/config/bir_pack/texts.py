"""The papers in words: what the system is, how a sale goes through it, what it keeps to, and a statement to sign."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import connection

from tiwala.business.queries import branches, offered_methods
from tiwala.business.seller import SellerBlock
from tiwala.config.bir_pack.checklist import CHECKLIST
from tiwala.identity.permissions import ROLES
from tiwala.invoicing.totals import POLICY, VAT_RATE
from tiwala.kit import clock
from tiwala.kit.conf import conf


def papers(seller: SellerBlock) -> dict[str, bytes]:
    """Each text as a file, by name. In English, the language of the forms."""
    return {
        "00-read-me-first.txt": _READ_ME.encode(),
        "01-system-description.txt": _description(seller).encode(),
        "02-process-flow.txt": _FLOW.encode(),
        "03-functional-checklist.txt": _checklist().encode(),
        "10-sworn-statement-draft.txt": _statement(seller).encode(),
    }


_READ_ME = """\
This pack was made from the system as it is set up today. Software cannot register itself, and this is not advice: hand
it to your accountant, who knows what your revenue district office asks for, completes what is marked [ ], and files it.

The sample papers are specimens of a sale that never was. They hold nothing of any customer, and no number was drawn.
SHA256SUMS holds the SHA-256 of each file: `sha256sum -c SHA256SUMS` shows that none was changed.
"""


def _version() -> str:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _description(seller: SellerBlock) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (database,) = cursor.fetchone() or ("",)
    ways = ", ".join(sorted({one.name for one in offered_methods()})) or "none switched on"
    return f"""\
SYSTEM DESCRIPTION, as of {clock.now():%Y-%m-%d %H:%M} UTC

Taxpayer            {seller.registered_name}
                    {seller.tin_line}
                    {seller.address}
Registration        {seller.registration_line}
Branches            {", ".join(one.code for one in branches())}

System              Tiwala {_version()}, run by the taxpayer on the taxpayer's own machine
Mode                {conf.ops.mode}
Address             {conf.outside.base_url}
Database            PostgreSQL {database}
Currency            {seller.currency}; amounts are kept as whole smallest units
Value added tax     {VAT_RATE:.0%}; rounding policy {POLICY}, stored on each invoice
Ways to pay         {ways}

Functions           Issues invoices and credit memos; takes payments through payment gateways, in cash and by bank;
                    acknowledges payments and refunds; keeps the books of these in double entry.
                    It is no point-of-sale system and has no walk-in mode.
Documents, series   06-documents-and-series.csv
Accounts            07-chart-of-accounts.csv
Roles               {", ".join(ROLES)}: 08-user-access-matrix.csv, people in 09-users.csv

Numbers             One series for each branch and kind of document. A number is drawn at issue, under a lock, in the
                    same transaction. There is no gap, no reset, no re-use; a void invoice keeps its number.
Issued documents    Never change. A PDF/A-3 with the facts as JSON attached is stored with its SHA-256; the database
                    refuses any change of it. Corrections are credit memos in a series of their own.
Books               Only added to. The database refuses an entry that does not balance, and any change or removal.
                    `tiwala ledger check` proves the books; it runs every hour.
Activity log        Every act leaves a record of who, what, on what, when and from where, in the same transaction,
                    chained by a keyed hash and signed every hour. `tiwala audit verify` names any record
                    changed or removed.
Protection          Names, addresses, e-mail addresses, telephone numbers and TINs are sealed at rest.
Backup              `tiwala backup` while open; `tiwala restore` into an empty database, which proves books and log.
"""


_FLOW = """\
PROCESS FLOW

1. Draft       A person writes an invoice for a customer: lines, quantity, unit price, discount, tax. No number yet.
2. Issue       The system checks that date, both names and TINs where they are asked for, description, amount and VAT
               are there, draws the number, fixes the document and posts: debit receivable, credit sales and VAT.
3. Send        The customer gets the PDF and a link of their own that opens this invoice only.
4. Pay         The customer pays at the gateway, or in cash. Money counts when the gateway itself confirms amount,
               currency, account and attempt; it is posted at once: debit money at the gateway, credit receivable.
5. Acknowledge A receipt with its own number is issued and sent. It is marked as no claim of input tax.
6. Correct     An unpaid invoice may be voided, and keeps its number. Any other is lowered by a credit memo: debit sales
               returns and VAT payable, credit receivable.
7. Refund      Money goes back with a reason, never more than came, with a document of its own number.
8. Keep        Documents, books and activity log are only added to. They are never deleted by the system.

   draft -> issued -> part paid -> paid          issued -> void (nothing paid)          issued -> credited
"""


def _checklist() -> str:
    rows = "\n\n".join(f"[ ] {rule}\n    {how}" for rule, how in CHECKLIST)
    return (
        f"FUNCTIONAL CHECKLIST: what is asked, and how the system does it. Tick what you have seen it do.\n\n{rows}\n"
    )


def _statement(seller: SellerBlock) -> str:
    return f"""\
DRAFT OF A SWORN STATEMENT, to be completed, checked and signed before a notary by the taxpayer; not valid as it is.

I, [ name ], [ position ] of {seller.registered_name}, {seller.tin_line}, of {seller.address}, state under oath:

1. The taxpayer uses the system described in 01-system-description.txt for the documents and books listed in this pack.
2. The system issues the documents in 06-documents-and-series.csv, of which samples are attached.
3. The system has the functions ticked in 03-functional-checklist.txt. [ ]
4. The taxpayer keeps the records for the period the law asks for, and shows them to the Bureau on request.
5. The taxpayer will tell the Bureau of any change of the system that concerns its registration.

[ place, date, signature, community tax certificate or ID, jurat ]
"""
