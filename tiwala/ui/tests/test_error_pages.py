"""Django calls its error handlers by keyword; each answers with its own status and says what to do."""

import pytest
from django.test import RequestFactory

from tiwala.ui import error_pages

pytestmark = pytest.mark.django_db  # every page asks who collects


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (error_pages.bad_request, 400),
        (error_pages.forbidden, 403),
        (error_pages.not_found, 404),
        (error_pages.too_many, 429),
    ],
)
def test_a_handler_answers_with_its_status(handler, status):
    response = handler(RequestFactory().get("/"), exception=LookupError("no"))
    assert response.status_code == status
    assert b"<h1>" in response.content


def test_our_own_fault_is_told_without_anything_that_could_be_broken():
    response = error_pages.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"do not pay again" in response.content
