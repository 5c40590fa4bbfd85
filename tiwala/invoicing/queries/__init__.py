"""Reads of invoicing: lists, one invoice whole, what is due, the pay page, the figures of the dashboard."""

from tiwala.invoicing.queries.due import DueInvoice, DueList, due_for
from tiwala.invoicing.queries.figures import AgeBucket, MoneySummary, money_summary, overdue_by_age
from tiwala.invoicing.queries.invoice_page import InvoiceView, invoice_page
from tiwala.invoicing.queries.invoice_rows import InvoiceFilters, InvoicePage, InvoiceRow, list_invoices
from tiwala.invoicing.queries.papers import document_for, paper_of_refund, receipt_for_payment, receipts_of
from tiwala.invoicing.queries.pay_page import PayLine, PayPage, pay_page
from tiwala.invoicing.queries.places import branch_of

__all__ = [
    "AgeBucket",
    "DueInvoice",
    "DueList",
    "InvoiceFilters",
    "InvoicePage",
    "InvoiceRow",
    "InvoiceView",
    "MoneySummary",
    "PayLine",
    "PayPage",
    "branch_of",
    "document_for",
    "due_for",
    "invoice_page",
    "list_invoices",
    "money_summary",
    "overdue_by_age",
    "paper_of_refund",
    "pay_page",
    "receipt_for_payment",
    "receipts_of",
]
