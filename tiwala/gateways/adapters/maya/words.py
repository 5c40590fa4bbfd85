"""Maya in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("Cards, the Maya wallet, QR Ph and other wallets on Maya's own page, for businesses in the Philippines."),
    site="https://manager.maya.ph",
    account=FieldWords(_("Account name"), _("Any name you know this account by, such as your shop's.")),
    keys={
        "public_key": FieldWords(
            _("Public key"), _("In Maya Manager under API keys."), begins={"test": "pk-", "live": "pk-"}
        ),
        "secret_key": FieldWords(
            _("Secret key"),
            _("In Maya Manager under API keys, of the same pair."),
            begins={"test": "sk-", "live": "sk-"},
        ),
    },
    notices_where=_("Maya takes it over its API: press the button here."),
    notice_secret=FieldWords(
        _("Addresses its notices come from"),
        _("Leave this empty for the ones Maya publishes; else IP addresses, with commas between them."),
    ),
    needs=(
        _("A Maya Business account with Checkout, and its pair of keys."),
        _("Voids and refunds over the API, switched on by Maya on request."),
    ),
    settings={
        "products": {
            "wallet": FieldWords(
                _("Is Pay with Maya switched on for you?"),
                _("Yes: who chooses Maya goes straight to its wallet. No: over Maya's usual page."),
            ),
            "qr": FieldWords(
                _("Is Dynamic QR Ph switched on for you?"),
                _("Yes: the QR code is shown on your own pay page. No: on Maya's page."),
            ),
            "holds": FieldWords(
                _("May you set money aside on a card and take it later?"),
                _("Maya calls it authorize and capture. No, if you do not know."),
            ),
            "vault": FieldWords(
                _("Is Card Vault switched on for you?"),
                _("Yes: payers may have a card kept, and agree to automatic payment. No, if you do not know."),
            ),
        }
    },
)
