"""HitPay in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("Cards, GCash, ShopeePay and QR Ph on HitPay's own page, for businesses in the Philippines."),
    site="https://dashboard.hit-pay.com",
    account=FieldWords(_("Account name"), _("Any name you know this account by, such as your shop's.")),
    keys={
        "api_key": FieldWords(
            _("API key"), _("In HitPay's dashboard under Settings, Payment Gateway, API Keys. Test and live differ.")
        )
    },
    notices_where=_("In HitPay's dashboard under Developers, Webhooks, with payment request and charge events."),
    notice_secret=FieldWords(
        _("Salt"), _("In HitPay's dashboard under Developers, Webhooks: open the webhook once it is made.")
    ),
    needs=(
        _("An activated HitPay account, and in it every method you want to offer."),
        _("For a test account: HitPay gives none to businesses in the Philippines, so try with small amounts."),
    ),
    settings={
        "methods": {
            "grabpay": FieldWords(
                _("Is GrabPay switched on for you?"), _("In HitPay under Settings, Payment Methods.")
            ),
            "billease": FieldWords(
                _("Is BillEase switched on for you?"), _("In HitPay under Settings, Payment Methods.")
            ),
            "upay": FieldWords(
                _("Is online banking and over the counter switched on for you?"),
                _("Yes: InstaPay, Bayad, ECPay and Palawan are offered, on HitPay's page."),
            ),
        }
    },
)
