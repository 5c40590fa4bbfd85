"""The headers a browser gets, and the one page that may send its form elsewhere."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tiwala.ui import csp


def answer(view):
    return csp.SecurityHeadersMiddleware(view)(RequestFactory().get("/"))


def directives(response):
    parts = (part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    return {name: value.split() for name, value in parts}


def test_nothing_is_allowed_but_what_we_serve():
    policy = directives(answer(lambda _request: HttpResponse("hello")))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert "unsafe" not in str(policy)


def test_a_nonce_is_named_only_when_a_page_asked_for_it_and_is_new_each_time():
    def page(request):
        return HttpResponse(f"{request.csp_nonce}")

    first, second = answer(page), answer(page)
    assert f"'nonce-{first.content.decode()}'" in directives(first)["script-src"]
    assert first.content != second.content


def test_a_gateway_is_added_to_the_form_of_one_page_only():
    policy = directives(answer(lambda _request: csp.allow_gateway(HttpResponse(), ["https://pay.example:8443"])))
    assert policy["form-action"] == ["'self'", "https://pay.example:8443"]
    assert policy["frame-src"] == ["https://pay.example:8443"]
    assert directives(answer(lambda _request: HttpResponse()))["form-action"] == ["'self'"]


@pytest.mark.parametrize(
    "origin", ["https://a.example; script-src *", "*", "https://a.example/path", "javascript:", ""]
)
def test_it_refuses_an_origin_that_is_more_than_an_origin(origin):
    with pytest.raises(ValueError, match="origin"):
        csp.allow_gateway(HttpResponse(), [origin])


def test_a_token_page_is_kept_by_nobody_and_tells_nobody():
    page = answer(lambda _request: csp.token_page(HttpResponse()))
    bare = answer(lambda _request: csp.token_page(HttpResponse(), has_form=False))
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"
    assert bare["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]


def test_a_letter_shown_as_a_page_may_style_itself_and_do_nothing_else():
    response = answer(lambda _request: csp.letter_page(HttpResponse()))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy


def test_every_answer_carries_the_other_headers():
    response = answer(lambda _request: HttpResponse())
    assert all(response[name] == value for name, value in csp.HEADERS.items())
