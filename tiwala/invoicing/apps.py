"""The invoicing room as a Django app."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """What is owed, and the documents that say so."""

    name = "tiwala.invoicing"
    label = "invoicing"

    def ready(self) -> None:
        """Tell letters where documents are kept, and the books' hourly proof what invoices must agree with."""
        from tiwala.invoicing import attachments, books
        from tiwala.ledger import checks
        from tiwala.notify.attachments import set_loader

        set_loader(attachments.load)
        for name, check in books.CHECKS.items():
            checks.register(name, check)
