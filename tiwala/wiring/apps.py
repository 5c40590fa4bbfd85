"""Plugs the rooms together when the house starts."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Sets who hears what, how account letters leave, where attachments come from, and the books' further checks."""

    name = "tiwala.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Import here: the rooms' models are there only now."""
        from tiwala.events import registry
        from tiwala.identity import about_business, mail
        from tiwala.invoicing import attachments, books
        from tiwala.ledger import checks
        from tiwala.notify.attachments import set_loader
        from tiwala.payments.checks import CHECKS as PAYMENT_CHECKS
        from tiwala.wiring import account_letters, house_names
        from tiwala.wiring.hears import HEARS

        registry.set_wiring(HEARS)
        mail.set_sender(account_letters.send)
        about_business.set_source(house_names.tell)
        set_loader(attachments.load)
        for name, check in (books.CHECKS | PAYMENT_CHECKS).items():
            checks.register(name, check)
