"""Another program that calls the API with a key of its own."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.permissions import PERMISSIONS
from tiwala.kit.actor import SYSTEM

V1 = "/api/v1"


class Caller:
    """Speaks JSON; sends a new Idempotency-Key with each POST unless told which."""

    def __init__(self, *scopes: str) -> None:
        self.row, self.text = issue_key(KeyFacts("Shop", frozenset(scopes) or PERMISSIONS), by=SYSTEM)
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(V1 + path, query)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> HttpResponse:
        headers = {"Idempotency-Key": str(uuid4()) if key is None else key, **headers}
        return self.client.post(
            V1 + path,
            json.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={name: value for name, value in headers.items() if value},
        )

    def put(self, path: str, body: Any) -> HttpResponse:
        return self.client.put(V1 + path, json.dumps(body), content_type="application/json")

    def delete(self, path: str) -> HttpResponse:
        return self.client.delete(V1 + path)


def code(response: HttpResponse) -> tuple[int, str]:
    """Status and problem code, having looked at the shape of the problem."""
    assert response["Content-Type"] == "application/problem+json", response.content
    said = response.json()
    assert said["status"] == response.status_code
    assert {"type", "title", "code", "instance", "request_id"} <= said.keys()
    return response.status_code, said["code"]
