"""What an examiner asks of the system, and how it does it: data."""

from __future__ import annotations

from typing import Final

CHECKLIST: Final[tuple[tuple[str, str], ...]] = (
    ("The principal document is titled INVOICE; other papers are supplementary.", "Samples in this pack."),
    ("Supplementary papers are marked as no claim of input tax.", "Legend on receipt, refund and credit memo."),
    ("Seller: registered name, address, TIN with branch code, VAT REG or NON-VAT REG.", "On every paper."),
    ("Buyer: name, address and TIN where they are asked for.", "Issue is refused without them."),
    ("Date, quantity, unit cost, description of each line.", "Issue is refused without them."),
    ("VAT apart; zero-rated, exempt and vatable sales broken down.", "Sample invoice; the sums are checked."),
    (
        "Numbers run on in one series for each branch and document.",
        "06-documents-and-series.csv; no gaps, proven hourly.",
    ),
    ("Issued documents cannot be changed or deleted.", "Guarded in the database; corrections are credit memos."),
    ("A void invoice keeps its number and says so.", "State and mark VOID; the reason is kept."),
    ("A non-VAT seller cannot issue a VAT invoice.", "VAT lines are refused."),
    ("Every user signs in by name and does what the role allows.", "08-user-access-matrix.csv, 09-users.csv."),
    (
        "An activity log that cannot be switched off or edited.",
        "Chained, signed; the page Audit, `tiwala audit verify`.",
    ),
    (
        "Books in double entry that cannot be edited.",
        "07-chart-of-accounts.csv; the page Ledger, `tiwala ledger check`.",
    ),
    ("Backup and restore.", "`tiwala backup`, `tiwala restore`; a restore proves books and log."),
    (
        "No training mode, no hidden suppression of sales.",
        "A trial is another installation, with a database of its own.",
    ),
    ("The certificate's number and date on every paper.", "Footer; NOT REGISTERED across the page until there is one."),
)
