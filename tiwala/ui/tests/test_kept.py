from django.template import engines
from django.utils import translation

from tiwala.ui.templatetags import kept


def render(text: str, **facts: object) -> str:
    return engines["django"].from_string("{% load kept i18n %}" + text).render(facts)


def test_a_fragment_is_rendered_once_for_the_same_values() -> None:
    kept.forget()
    text = '{% kept "t" colour %}{{ colour }} {{ count }}{% endkept %}'
    assert render(text, colour="red", count=1) == "red 1"
    assert render(text, colour="red", count=2) == "red 1"
    assert render(text, colour="blue", count=2) == "blue 2"


def test_another_language_is_another_fragment() -> None:
    kept.forget()
    text = '{% get_current_language as said %}{% kept "t" %}{{ said }}{% endkept %}'
    for language in ("en", "fil", "en"):
        with translation.override(language):
            assert render(text) == language


def test_what_is_typed_stays_escaped() -> None:
    kept.forget()
    text = '{% kept "t" name %}{{ name }}{% endkept %}'
    assert render(text, name="<b>") == render(text, name="<b>") == "&lt;b&gt;"


def test_a_value_that_cannot_be_a_key_is_drawn_anew() -> None:
    text = '{% kept "t" colours %}{{ colours|length }}{% endkept %}'
    assert render(text, colours=["red"]) == "1"
    assert render(text, colours=["red", "blue"]) == "2"


def test_it_never_holds_more_than_its_measure() -> None:
    kept.forget()
    for at in range(kept.MOST + 20):
        render('{% kept "t" at %}{{ at }}{% endkept %}', at=at)
    assert len(kept._held) == kept.MOST
