"""Plugs the rooms together when the house starts."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Sets who hears what, how a second person's yes is done, how letters leave, and the books' further checks."""

    name = "tiwala.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Import here: the rooms' models are there only now."""
        from tiwala.approvals import registry as approvals
        from tiwala.events import registry
        from tiwala.identity import about_business, mail
        from tiwala.identity.second_persons import PEOPLE
        from tiwala.invoicing import attachments, books
        from tiwala.ledger import checks
        from tiwala.notify.attachments import set_loader
        from tiwala.payments.checks import CHECKS as PAYMENT_CHECKS
        from tiwala.wiring import account_letters, house_names
        from tiwala.wiring.hears import FIRST, HEARS
        from tiwala.wiring.second_persons import HANDLERS

        registry.set_wiring(HEARS, first=FIRST)
        approvals.set_wiring(HANDLERS, PEOPLE)
        mail.set_sender(account_letters.send)
        about_business.set_source(house_names.tell)
        set_loader(attachments.load)
        for name, check in (books.CHECKS | PAYMENT_CHECKS).items():
            checks.register(name, check)
