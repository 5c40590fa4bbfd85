"""Sessions whose rows help nobody who reads the database: the key is hashed, the content sealed.

A stolen dump opens no session (the cookie cannot be made from the hash) and shows no address (allauth keeps the
e-mail of a sign-in in the session). Instants come from our own clock, like everywhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import transaction

from tiwala.kit import clock, secrets
from tiwala.kit.errors import Refusal

_OWNER = "business"
_KEY_LETTERS = 40


def row_key(session_key: str) -> str:
    """The primary key of a session's row: 160 bits of the hash of what the cookie says."""
    return hashlib.sha256(f"session:{session_key}".encode()).hexdigest()[:_KEY_LETTERS]


class SessionStore(DatabaseSessions):
    """Django's database sessions, hashed and sealed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content as sealed text, bound to this session's own row."""
        plain = zlib.compress(self.serializer().dumps(session_dict))
        return base64.b64encode(secrets.seal(plain, owner=_OWNER, aad=self._aad())).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The content again; a row that was changed, moved or shredded is an empty session."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = zlib.decompress(secrets.unseal(sealed, owner=_OWNER, aad=self._aad()))
            content: dict[str, Any] = self.serializer().loads(plain)
        except (secrets.CannotUnseal, Refusal, binascii.Error, zlib.error, ValueError):
            return {}
        return content

    def _aad(self) -> bytes:
        return f"django_session:session_data:{row_key(self.session_key or '')}".encode()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = self.model.objects.filter(
            session_key=row_key(self.session_key or ""), expire_date__gt=clock.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether the session is there."""
        return self.model.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to save."""
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return self.model(session_key=row_key(key), session_data=self.encode(data), expire_date=self.get_expiry_date())

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's signature
        """Save in a transaction, because the first session of all makes the keyset that seals it."""
        if self.session_key is None:
            self.create()
            return
        with transaction.atomic():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=row_key(key)).delete()

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When the session ends, by our clock."""
        return clock.now() + timedelta(seconds=self.get_expiry_age(**kwargs))

    @classmethod
    def clear_expired(cls) -> None:
        """Drop the rows of sessions that have ended."""
        cls.get_model_class().objects.filter(expire_date__lt=clock.now()).delete()

    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        """As exists, for live streams."""
        return await sync_to_async(self.exists)(session_key)

    async def asave(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's signature
        """As save, for live streams."""
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        """As delete, for live streams."""
        await sync_to_async(self.delete)(session_key)
