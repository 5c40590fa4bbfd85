"""PayPal in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("PayPal's own page: a PayPal balance, or a card through PayPal. For payers abroad as well."),
    site="https://developer.paypal.com/dashboard",
    account=FieldWords(_("Merchant ID"), _("On PayPal under Account Settings, Business information.")),
    keys={
        "client_id": FieldWords(_("Client ID"), _("In PayPal's developer dashboard under Apps & Credentials.")),
        "client_secret": FieldWords(
            _("Client secret"), _("Beside the Client ID. Sandbox and Live have keys of their own.")
        ),
    },
    notices_where=_(
        "In PayPal's developer dashboard: open the app, Add Webhook, with checkout, payment and dispute events."
    ),
    notice_secret=FieldWords(
        _("Webhook ID and certificate"),
        _("The Webhook ID, a space, and PayPal's certificate as text. Without it the portal learns by asking."),
    ),
    needs=(_("A PayPal business account, and an app in its developer dashboard."),),
    settings={
        "features": {
            "disputes": FieldWords(
                _("Is Disputes switched on in the app?"),
                _("Yes: PayPal is asked about each dispute. No: it only tells of them. No, if you do not know."),
            ),
            "holds": FieldWords(
                _("May you set money aside at PayPal and take it later?"),
                _("PayPal calls it authorize and capture. No, if you do not know."),
            ),
            "vault": FieldWords(
                _("Did PayPal let you keep PayPal accounts for later payments?"),
                _("PayPal calls it vault, and does not name the Philippines for it. No, if you do not know."),
            ),
        }
    },
)
