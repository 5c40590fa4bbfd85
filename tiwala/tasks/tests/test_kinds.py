from django.utils import translation

from tiwala.tasks.kinds import KINDS


def test_every_kind_says_what_it_is_and_what_to_do():
    assert all(str(kind.title) and str(kind.advice) for kind in KINDS.values())


def test_every_sentence_is_said_in_filipino_too():
    texts = [text for kind in KINDS.values() for text in (kind.title, kind.advice)]
    english = [str(text) for text in texts]
    with translation.override("fil"):
        same = [before for text, before in zip(texts, english, strict=True) if str(text) == before]

    assert same == []
