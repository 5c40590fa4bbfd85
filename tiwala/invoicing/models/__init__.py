"""The nouns of invoicing."""

from tiwala.invoicing.models.credit_note import CreditNote
from tiwala.invoicing.models.document import Document, Receipt
from tiwala.invoicing.models.invoice import Invoice, Line
from tiwala.invoicing.models.pay_link import LinkMiss, LinkView, PayLink
from tiwala.invoicing.models.series import Series

__all__ = ["CreditNote", "Document", "Invoice", "Line", "LinkMiss", "LinkView", "PayLink", "Receipt", "Series"]
