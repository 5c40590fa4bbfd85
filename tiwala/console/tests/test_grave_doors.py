"""What is grave asks for a proof of who one is that is at most five minutes old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tiwala.console.tests.forms import press
from tiwala.console.tests.test_roles import address
from tiwala.console.tests.world import make_world
from tiwala.console.urls import urlpatterns
from tiwala.identity.rules import RULES
from tiwala.kit import clock

GRAVE = {
    "autopay_end",
    "dispute_new", "dispute_pack", "dispute_pack_new", "dispute_news", "dispute_answer", "disputes_import",
    "disputes_go_on", "disputes_look_for",
    "payback_again", "payback_propose", "payback_pay", "payback_return", "payback_end", "refund_call_off",
    "refund_new", "customer_credit", "attempt_capture", "attempt_decide", "attempt_give_up", "unmatched_give",
    "customers_export", "invoices_export", "payments_export", "export_ask", "approval_fetch", "matrix_export",
    "approval_decide", "customer_unmask", "person_new", "person", "role_new", "role_edit", "role_retire",
    "gateway_new", "gateway_connect", "gateway_keys", "gateway_switch", "gateway_register", "gateway_secret",
    "gateway_end_secret", "gateway_settings", "gateway_offers", "gateway_statement",
    "booked_line_back", "notice", "method_new", "method",
    "receiving_new", "receiving_close", "transfer_confirm", "proof_reject",
    "key_new", "key_text", "key_networks", "key_revoke", "program_new", "program_end",
    "sign_in_rule", "refund_limit", "clear_limit", "fraud_dispute_limits", "work_alone", "work_together",
    "person_leave", "person_sign_out", "person_switch_on", "person_unlock", "staff_invitation_again",
    "fraud_rule_shadow", "fraud_rule_retire", "fraud_rule_live", "fraud_pack_live", "fraud_alarm", "fraud_alarm_end",
    "fraud_model_shadow", "fraud_model_retire", "fraud_model_live",
    "fraud_list_new", "fraud_list_end", "fraud_lists_import", "fraud_lists_export",
    "fraud_review_decide", "fraud_several_decide", "fraud_burst_refuse", "fraud_review_refuse",
    "profile", "regime", "review_begin", "review_decide", "review_sign", "review_file", "review_paper",
}  # fmt: skip
"""Money out, gateways and their keys, API keys, roles, decisions for two, lists, personal data, tax registration."""


def test_every_grave_door_asks_for_a_new_proof() -> None:
    doors = {door.name: door.callback.policy for door in urlpatterns}
    assert set(doors) >= GRAVE
    assert not [name for name in GRAVE if not doors[name].step_up]


def test_a_door_that_needs_a_grave_permission_is_on_the_list() -> None:
    grave = {"refund.create", "gateway.edit", "key.manage", "role.manage", "report.export", "customer.unmask"}
    grave |= {"fraud.rules", "fraud.lists", "settings.edit", "four_eyes.edit", "payment.resolve", "dispute.handle"}
    looks = {"keys", "key", "unmatched", "gateway_check", "disputes_progress"}
    looks |= {"branch_new", "series", "brand"}  # papers and colours: no money, no power
    looks |= {"fraud_rule_new", "fraud_rule_reword"}  # a draft is asked nowhere
    looks |= {"fraud_rule_look_back"}  # it reads
    looks |= {"staff_invitation_end"}  # it only takes away
    found = {door.name for door in urlpatterns if door.callback.policy.permission in grave}
    assert found - looks - GRAVE == set()


@pytest.mark.parametrize("page", ["payments/{payment}/refunds/new/", "settings/keys/new/", "settings/people/{person}/"])
def test_five_minutes_later_it_is_asked_again(owner: Client, page: str) -> None:
    door = address(page, make_world())
    assert RULES["staff_step_up_minutes"].floor == 5
    assert owner.get(door).status_code == 200
    with clock.hold(clock.now() + timedelta(minutes=5, seconds=1)):
        for answer in (owner.get(door), press(owner, door)):
            assert answer.status_code == 302
            assert "reauthenticate" in answer.headers["Location"]
