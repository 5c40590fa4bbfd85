"""What this room holds about a person. Erased by shredding the person's keyset and deleting the address rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One column that tells about a person, what for, and how it is kept from other eyes."""

    column: str
    purpose: str
    kept: str


PERSONAL_FIELDS = (
    PersonalField("identity_user.name", "to greet and to show who did it", "sealed under the person's own keyset"),
    PersonalField("identity_user.password", "to sign in", "argon2id"),
    PersonalField("identity_oldpassword.password", "that staff do not go back to an old one", "argon2id"),
    PersonalField("identity_user.language", "to write in it", "readable"),
    PersonalField("identity_user.last_login", "to show the person their own sign-ins", "readable"),
    PersonalField("identity_user.last_seen_at", "to find accounts nobody uses", "readable"),
    PersonalField("identity_invitation.name", "to greet", "sealed, deleted 30 days after its end"),
    PersonalField("identity_invitation.email", "to open the account with", "sealed, deleted 30 days after its end"),
    PersonalField(
        "identity_secondaddress.email", "for news and the way back in", "sealed under the person's own keyset"
    ),
    PersonalField("identity_recovery.email", "to find who wants back in", "sealed, deleted 30 days later"),
    PersonalField("identity_recovery.how_checked", "to show how staff made sure", "sealed, kept with who helped"),
    PersonalField("identity_invitation.for_whom", "to say whose invoices", "sealed, deleted 30 days after its end"),
    PersonalField(
        "account_emailaddress.email", "to sign in and to write to", "sealed, the same text for the same address"
    ),
    PersonalField("mfa_authenticator.data", "to ask for a second step", "seeds sealed under the business's keyset"),
    PersonalField("identity_passkey.name", "to tell one's own passkeys apart", "sealed under the person's own keyset"),
    PersonalField("identity_passkey.credential_id", "to know a passkey again", "random bytes, readable"),
    PersonalField("identity_user.passkey_handle", "by which passkeys know the person", "random bytes, readable"),
    PersonalField("identity_apikey.last_used_from", "to notice a key that wandered", "its last part cut off"),
    PersonalField("identity_session.session_data", "to stay signed in", "sealed; the key is hashed; goes with its end"),
    PersonalField("identity_session.neighbourhood", "to recognise one's own sessions", "its last part cut off"),
    PersonalField("identity_session.agent", "to recognise one's own sessions", "cut to family and system"),
    PersonalField("identity_user.sign_in_held_at", "to keep a disowned account locked", "readable"),
    PersonalField("identity_letterlink.token_hash", "to let them say: this was not me", "hashed; goes with its end"),
    PersonalField("identity_user.left_at", "to keep who left out", "readable"),
    PersonalField("identity_tries.subject", "to stop guessing", "a keyed hash of the account or the address"),
    PersonalField("identity_failedtry.network", "to notice guessing", "its last part cut off, gone after two days"),
    PersonalField("identity_device.token_hash", "to tell of a sign-in from a new one", "hashed"),
    PersonalField("identity_device.neighbourhood", "to recognise one's own devices", "its last part cut off"),
    PersonalField("identity_device.agent", "to recognise one's own devices", "cut to family and system"),
)
