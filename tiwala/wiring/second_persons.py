"""How each kind of proposal is carried out when a second person says yes: the one page."""

from __future__ import annotations

from collections.abc import Mapping

from tiwala.approvals.actions.set_refund_limit import raise_limit
from tiwala.approvals.registry import Handler
from tiwala.console.inviting import invite_approved
from tiwala.fraud.actions.close_review import clear_approved
from tiwala.fraud.actions.put_approved_model_live import put_approved_model_live
from tiwala.fraud.actions.put_live import put_approved_live
from tiwala.fraud.actions.set_clear_limit import raise_clear_limit
from tiwala.gateways.actions.add_account import connect_approved
from tiwala.gateways.actions.rotate_keys import rotate_approved
from tiwala.identity.actions.change_role import widen_approved_role
from tiwala.identity.actions.grant_role import give_approved_role
from tiwala.payments.actions.approve_payback import give_approved_payback
from tiwala.payments.actions.ask_for_refund import give_approved_refund, send_approved_refund
from tiwala.transfers.actions.open_account import open_approved

HANDLERS: Mapping[str, Handler] = {
    "refund": Handler(give_approved_refund, send_approved_refund),
    "payback": Handler(give_approved_payback),
    "gateway_connect": Handler(connect_approved),
    "gateway_keys": Handler(rotate_approved),
    "receiving_account": Handler(open_approved),
    "role_grant": Handler(give_approved_role),
    "role_change": Handler(widen_approved_role),
    "staff_invite": Handler(invite_approved),
    "fraud_rules": Handler(put_approved_live),
    "fraud_model": Handler(put_approved_model_live),
    "fraud_clear": Handler(clear_approved),
    "clear_limit": Handler(raise_clear_limit),
    "refund_limit": Handler(raise_limit),
}
