"""A reason is told in words, whoever wrote its rule."""

from __future__ import annotations

from tiwala.fraud.sentences import reason_sentence


def test_a_rule_without_a_sentence_of_its_own_is_told_by_what_it_saw_in_words():
    told = reason_sentence({"rule": "ours", "values": {"ip_declines_1h": 4.0, "mail_is_disposable": True, "ip": None}})
    assert told.startswith("Rule ours matched: ")
    assert "declined" in told
    assert "in the last hour: 4" in told
    assert "ip_declines_1h" not in told


def test_an_attribute_that_is_none_any_more_keeps_its_name():
    assert reason_sentence({"rule": "old", "values": {"forgotten_7d": 2}}) == "Rule old matched: forgotten_7d: 2."
