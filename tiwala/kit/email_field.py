"""An e-mail address that the database can compare and keep unique, without knowing it (AES-SIV)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import IsNull, Lookup
from django.utils.translation import gettext as _

from tiwala.kit import secrets
from tiwala.kit.errors import BadInput


class DeterministicSealedEmail(models.EmailField):  # type: ignore[type-arg]
    """Reads and writes plain addresses (casefolded); the table holds base-64 text, the same for the same address.

    `exact`, `iexact` and `in` look under every live key; nothing else can be asked. max_length is the column's: an
    address of n letters takes about 4 × (n + 21) / 3.
    """

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """The plain address."""
        return secrets.open_email(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """The sealed address. BadInput when it would not fit into the column."""
        if not value:
            return super().get_prep_value(value)
        sealed = secrets.seal_email(str(value))
        if self.max_length is not None and len(sealed) > self.max_length:
            raise BadInput(fields={self.name: _("This address is too long.")})
        return sealed

    def get_lookup(self, lookup_name: str) -> Any:
        """Equality, one of several, and absence: nothing else can be asked of a sealed address."""
        try:
            return {"exact": SealedEmailIs, "iexact": SealedEmailIs, "in": SealedEmailIn, "isnull": IsNull}[lookup_name]
        except KeyError:
            raise TypeError(f"{self.name} is sealed: `{lookup_name}` cannot be asked of it") from None

    def get_transform(self, lookup_name: str) -> Any:
        """Nothing can be computed from a sealed address in the database."""
        raise TypeError(f"{self.name} is sealed: `{lookup_name}` cannot be asked of it")


class SealedEmailIn(Lookup):
    """The address is one of these, whichever live key sealed it."""

    lookup_name = "in"
    prepare_rhs = False

    def addresses(self) -> list[str]:
        """What was asked for."""
        return [str(one) for one in self.rhs if one is not None]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """An array comparison, so that one statement serves any number of keys."""
        left, params = self.process_lhs(compiler, connection)
        sealed = [text for address in self.addresses() for text in _texts(address)]
        return f"{left} = ANY(%s)", (*params, sealed)


class SealedEmailIs(SealedEmailIn):
    """The address is this one, whatever its capitals."""

    lookup_name = "exact"

    def addresses(self) -> list[str]:
        """The one that was asked for."""
        return [str(self.rhs)]


def _texts(address: str) -> list[str]:
    return secrets.email_ciphertexts(address) if address else [""]
