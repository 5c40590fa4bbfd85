"""PayMongo in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("Cards, GCash, Maya, GrabPay, QR Ph and online banking, for businesses in the Philippines."),
    site="https://dashboard.paymongo.com",
    account=FieldWords(_("Account name"), _("Any name you know this account by, such as your shop's.")),
    keys={
        "secret_key": FieldWords(
            _("Secret key"),
            _("In PayMongo's dashboard under Developers, API keys."),
            begins={"test": "sk_test_", "live": "sk_live_"},
        )
    },
    notices_where=_("In PayMongo's dashboard under Developers, Webhooks."),
    notice_secret=FieldWords(
        _("Webhook secret"), _("Shown beside the webhook, once it is made."), begins={"test": "whsk_", "live": "whsk_"}
    ),
    settings={
        "products": {
            "qr": FieldWords(
                _("Shall QR Ph's code be shown on your own pay page?"),
                _(
                    "Yes: here, read and checked before anybody sees it. No: on PayMongo's page. Look at one in test "
                    "mode first, but pay none there: it is real. Afterwards tell PayMongo our address again."
                ),
            ),
            "instalments": FieldWords(
                _("Has PayMongo switched card instalments on for you?"),
                _("Yes: bills of ₱3,000 or more may be paid over 3, 6 or 12 months. No, if you do not know."),
            ),
        }
    },
    needs=(_("An activated PayMongo account."), _("The payment methods switched on there.")),
)
