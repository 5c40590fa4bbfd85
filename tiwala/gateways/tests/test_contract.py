"""The contract's chapters are told one after the other: none speaks over another."""

from collections import Counter

from tiwala.gateways.tests.contract import AdapterContract


def test_no_chapter_hides_a_promise_of_another():
    chapters = [cls for cls in AdapterContract.__mro__ if cls not in (AdapterContract, object)]
    promises = Counter(name for chapter in chapters for name in vars(chapter) if name.startswith("test_"))
    assert len(promises) > 50
    assert [name for name, times in promises.items() if times > 1] == []
