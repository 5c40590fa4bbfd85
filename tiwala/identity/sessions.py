"""Sessions whose rows help nobody who reads the database: the key is hashed, the content sealed.

A stolen dump opens no session (the cookie cannot be made from the hash) and shows no address (allauth keeps the
e-mail of a sign-in in the session). Whose it is, how it was proven and when it was used stands in columns of the row,
so that one statement tells everything (one_look.py). Instants come from our own clock, like everywhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from datetime import datetime, timedelta
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.identity.models import Session
from tiwala.identity.one_look import look
from tiwala.identity.session_ends import Why, ended, last_moment
from tiwala.kit import clock, ids, secrets
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import Refusal

_OWNER = "business"
_KEY_LETTERS = 40
_FACTS: Final = (
    "user_id",
    "started_at",
    "assurance",
    "proved_at",
    "factor_proved_at",
    "device_id",
    "agent",
    "neighbourhood",
)
"""Columns that are saved with the content, and only when they changed: two tabs do not undo each other's."""

ACTIVE_EVERY = timedelta(minutes=1)


def row_key(session_key: str) -> str:
    """The primary key of a session's row: 160 bits of the hash of what the cookie says."""
    return hashlib.sha256(f"session:{session_key}".encode()).hexdigest()[:_KEY_LETTERS]


class SessionStore(DatabaseSessions):
    """Django's database sessions, hashed and sealed, with an end that nothing puts off."""

    ended: Why | None = None
    """Why the session that the cookie names was over when it was asked for."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: Session | None = None
        self._read: dict[str, Any] = {}

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own table."""
        return Session

    @property
    def row(self) -> Session:
        """What the columns say; change it and set `modified`. Reads the session."""
        if self.session_key and self._row is None:
            self._get_session()  # type: ignore[attr-defined]
        if self._row is None:
            self._row = Session()
        return self._row

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
        return f"identity_session:session_data:{row_key(self.session_key or '')}".encode()

    def _get_session_from_db(self) -> Session | None:
        found = look(row_key(self.session_key or ""))
        if found is not None and (why := ended(found, now=clock.now())):
            found, self.ended = self._end(found, why)
        if found is None:
            self._session_key = None
            return None
        self._row, self._read = found, {name: getattr(found, name) for name in _FACTS}
        return found

    def _end(self, found: Session, why: Why) -> tuple[Session | None, Why | None]:
        """Drop it, unless another tab was used in this very moment: then it lives, and this tab with it."""
        with transaction.atomic():
            gone, _more = Session.objects.filter(pk=found.pk, last_active_at=found.last_active_at).delete()
            if gone and found.user is not None:
                record("session:end", found.user.public_id, by=SYSTEM, why=why)
        again = None if gone else look(found.pk)
        return (again, None) if again is not None and not ended(again, now=clock.now()) else (None, why)

    def note_active(self) -> None:
        """The person did something: at most once a minute in the table. Says nothing to a session that is gone."""
        now, row = clock.now(), self.row
        if now - row.last_active_at >= ACTIVE_EVERY:
            Session.objects.filter(pk=row.pk, last_active_at__lt=now).update(last_active_at=now)
            row.last_active_at = now

    def exists(self, session_key: str) -> bool:
        """Whether the session is there."""
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's signature
        """Save in a transaction, because the first session of all makes the keyset that seals it."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        with transaction.atomic():
            if must_create:
                self._insert(data)
            else:
                self._update(data)
        self._read = {name: getattr(self.row, name) for name in _FACTS}

    def _insert(self, data: dict[str, Any]) -> None:
        """A row under a new key. What is known of the session so far goes with it, its beginning too."""
        before = self._row or Session()
        facts = {name: getattr(before, name) for name in (*_FACTS, "last_active_at")}
        row = Session(session_key=row_key(str(self.session_key)), ref=ids.uuid7(), **facts)
        if before.user_id:
            row.user = before.user
        self._row = row
        row.session_data, row.expire_date = self.encode(data), self.get_expiry_date()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error

    def _update(self, data: dict[str, Any]) -> None:
        now_said = {name: getattr(self.row, name) for name in _FACTS}
        changed = {name: value for name, value in now_said.items() if value != self._read.get(name)}
        found = Session.objects.filter(session_key=row_key(str(self.session_key)))
        if not found.update(session_data=self.encode(data), expire_date=self.get_expiry_date(), **changed):
            raise UpdateError

    def flush(self) -> None:
        """Nobody's session again."""
        super().flush()
        self._row, self._read = None, {}

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=row_key(key)).delete()

    def get_expiry_date(self, **kwargs: Any) -> datetime:  # noqa: ARG002 -- Django's signature
        """When the session ends at the latest, by our clock. A person's end is counted from its beginning."""
        guests = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return last_moment(self.row, guests=guests, now=clock.now())

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds until then."""
        return max(0, int((self.get_expiry_date(**kwargs) - clock.now()).total_seconds()))

    def get_expire_at_browser_close(self) -> bool:
        """Only a payer's session without a second factor outlasts the browser: it may do little."""
        row = self.row
        return row.user is None or row.user.is_staff or row.has_factor

    @classmethod
    def clear_expired(cls) -> None:
        """Drop the rows of sessions that have ended."""
        Session.objects.filter(expire_date__lt=clock.now()).delete()

    async def _aget_session_from_db(self) -> Session | None:
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
