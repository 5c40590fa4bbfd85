"""Our account at a gateway: which one, in which mode, and the sealed keys to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from django.db import models

from tiwala.kit.clock import now
from tiwala.kit.fields import SealedJSON
from tiwala.kit.rows import Row

PAST_MAX: Final = 5


class GatewayAccount(Row):
    """Our account at a gateway. Keys and notice secrets are sealed under the business's own keyset.

    `notice_secrets` is a list, newest first, at most two: both are accepted while rotating. `version` grows with
    every change, so that a cached adapter knows when it is old. `checked_as` is how the line last was, `registered_as`
    the gateway's name of our address for its notices. `past_secrets` are the last that were ended: the door believes
    them no more, but what it took in before is still read, and can be read again.
    """

    PREFIX: ClassVar[str] = "gac"
    key_owner: ClassVar[str] = "business"

    gateway = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    mode = models.CharField(max_length=4, choices=[("test", "test"), ("live", "live")])
    enabled = models.BooleanField(default=True)
    external_id = models.CharField(max_length=100)
    keys = SealedJSON(owner="key_owner")
    notice_secrets = SealedJSON(owner="key_owner")
    past_secrets = SealedJSON(owner="key_owner", null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    checked_as = models.CharField(max_length=12, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    registered_as = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("gateway", "label", "id")
        constraints = (
            models.UniqueConstraint(fields=("gateway", "mode", "external_id"), name="gateways_account_once"),
            models.CheckConstraint(condition=models.Q(mode__in=("test", "live")), name="gateways_account_mode"),
        )

    def believe(self, secrets: Sequence[str]) -> None:
        """These prove notices from now on; any other is past. The caller holds the row's lock and saves."""
        ended = [one for one in self.notice_secrets or () if one not in secrets]
        kept = [one for one in self.past_secrets or () if one not in (*secrets, *ended)]
        self.notice_secrets, self.past_secrets = list(secrets), [*ended, *kept][:PAST_MAX]

    def __str__(self) -> str:
        return f"{self.gateway} {self.mode} {self.public_id}"
