"""A whole page for a browser, its part for htmx."""

import pytest
from django.test import RequestFactory

from tiwala.ui.catalogue import catalogue
from tiwala.ui.htmx import page_or_part, wants_part

pytestmark = pytest.mark.django_db  # every page asks who collects


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
    ],
)
def test_only_a_partial_request_gets_a_part(headers, part):
    assert wants_part(RequestFactory().get("/", headers=headers)) is part


def test_the_part_comes_alone_and_the_answer_varies():
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    whole = page_or_part(RequestFactory().get("/"), "ui/catalogue/swap.html", part="clock", words="noon")
    part = page_or_part(request, "ui/catalogue/swap.html", part="clock", words="noon", status=422)
    assert b"<html" in whole.content
    assert b"noon" in whole.content
    assert b"<html" not in part.content
    assert b"noon" in part.content
    assert part.status_code == 422
    assert "HX-Request" in part["Vary"]
    assert "HX-Request" in whole["Vary"]


@pytest.mark.parametrize("face", ["portal", "console", "pay", "entrance", "nonsense"])
def test_the_catalogue_shows_every_face(face):
    response = catalogue(RequestFactory().get("/catalogue/", {"face": face}))
    assert response.status_code == 200
    assert b"</html>" in response.content
