"""Chromium's own virtual authenticator, as a person's device: it answers for them, and can be told to lie."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

PHONE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
STICK = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}


class VirtualKey:
    """One device in one window."""

    def __init__(self, page: Page, kind: dict[str, Any] = PHONE, *, looks: bool = True) -> None:
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        options = {**kind, "isUserVerified": looks, "automaticPresenceSimulation": True}
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        """What it holds, private keys and all."""
        told = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        found: list[dict[str, Any]] = told["credentials"]
        return found

    def take(self, credential: dict[str, Any], **changes: Any) -> None:
        """Put a credential in, such as a copy of another device's."""
        names = ("credentialId", "isResidentCredential", "rpId", "privateKey", "signCount", "userHandle")
        told = {name: credential[name] for name in names if name in credential}
        self.line.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": told | changes})
