"""Everything the house asks about who is asking, in one statement: the session, the person, what they hold, the rules.

A page that is shown to somebody signed in needs no other query to know who they are and what they may.
"""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from tiwala.identity import rule_values
from tiwala.identity.models import CustomerAccess, RoleGrant, Session, SignInRule, User

_GRANTS = ArraySubquery(
    RoleGrant.objects.filter(user_id=OuterRef("user_id"))
    .order_by()
    .values(held=JSONObject(role="role", name="custom_role__name", permissions="custom_role__permissions"))
)
_LEVELS = ArraySubquery(
    CustomerAccess.objects.filter(user_id=OuterRef("user_id"))
    .order_by()
    .values(pair=JSONObject(ref="customer_ref", level="level"))
)
_RULES = ArraySubquery(SignInRule.objects.order_by().values(pair=JSONObject(name="name", number="number")))


def look(key: str) -> Session | None:
    """The session of this row key with its user, who already knows what they hold; None when there is none."""
    rows = Session.objects.filter(session_key=key).select_related("user")
    found: Session | None = rows.annotate(grants=_GRANTS, levels=_LEVELS, rules=_RULES).order_by().first()
    if found is None:
        return None
    rule_values.learn({one["name"]: one["number"] for one in found.rules})  # type: ignore[attr-defined]
    if isinstance(found.user, User):
        levels = {one["ref"]: one["level"] for one in found.levels}  # type: ignore[attr-defined]
        grants = [(one["role"], one["name"], one["permissions"]) for one in found.grants]  # type: ignore[attr-defined]
        found.user.held_grants, found.user.held_levels = grants, levels
    return found
