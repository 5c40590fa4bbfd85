"""Xendit in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

_SETTINGS: Final = _("In the Xendit dashboard: Settings, then Developers.")

WORDS: Final = Words(
    about=_("Cards, GCash, Maya, GrabPay, ShopeePay, QR Ph, banks, counters and instalments by one contract."),
    site="https://dashboard.xendit.co",
    account=FieldWords(_("Business ID"), _("In the Xendit dashboard: Settings, then Account details.")),
    keys={
        "secret_key": FieldWords(
            _("Secret API key"),
            _("In the Xendit dashboard: Settings, then API keys. Give it Money-in Write and Transaction Read."),
            begins={"test": "xnd_development_"},
        )
    },
    notices_where=_("In the Xendit dashboard: Settings, then Webhooks. Put the address in for every payments product."),
    notice_secret=FieldWords(_("Webhook verification token"), _SETTINGS),
    needs=(_("An activated Xendit account, with each channel you offer switched on."),),
)
