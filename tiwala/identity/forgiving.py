"""Forgetting what failed: the step of every verb after which counting begins anew."""

from __future__ import annotations

from tiwala.identity.models import Tries, User, Which


def forgive_tries(user: User, *which: Which) -> int:
    """Nothing is locked any more, and counting begins at nought; how many counters that were. A step."""
    kinds = which or tuple(Which)
    found = Tries.objects.filter(user_id=user.pk, which__in=kinds, count__gt=0)
    return found.update(count=0, opens_at=None, told_at=None)
