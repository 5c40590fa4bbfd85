"""Open a branch."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tiwala.audit.actions.record import record
from tiwala.business import cache
from tiwala.business.facts import BranchFacts, check_branch
from tiwala.business.models import Branch
from tiwala.kit import db
from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal


class BranchCodeTaken(Refusal):
    """Each branch has a code of its own."""

    code, message = "branch_code_taken", _("There is already a branch with this code.")


@db.action
def open_branch(facts: BranchFacts, *, by: Actor) -> Branch:
    """Add a branch; its invoices get a series of their own. Refuses a code that is taken."""
    code = check_branch(facts)
    db.advisory_lock("business.branch")
    if Branch.objects.filter(code=code).exists():
        raise BranchCodeTaken(branch_code=code)
    branch = Branch(code=code, name=facts.name.strip(), address=facts.address.strip())
    branch.save(force_insert=True)
    record("branch:add", branch.public_id, by=by, branch_code=code)
    cache.forget_on_commit()
    return branch
