"""The description of the API (OpenAPI 3.1), with what every operation shares said once, here."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ninja.operation import Operation, PathView
from ninja.responses import NinjaJSONEncoder

from tiwala.api import problems
from tiwala.api.door import HEADER, ApiKey
from tiwala.api.shapes.parts import Problem
from tiwala.api.v1 import api
from tiwala.kit.policy import Policy

PREFIX = "api/v1/"
_PROBLEMS = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503)
_KEY: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "A new UUID for each new request; the same one when you ask again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


@functools.cache
def description() -> bytes:
    """The whole description as JSON, worked out once a process."""
    whole: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), cls=NinjaJSONEncoder))
    whole["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    marks = {operation.operation_id: operation for operation in operations()}
    for path in whole["paths"].values():
        for one in path.values():
            _complete(one, marks[one["operationId"]])
    return json.dumps(whole, ensure_ascii=False).encode()


def addresses() -> Iterator[tuple[str, PathView]]:
    """Every address below /api/v1 with its operations."""
    for bound in api._get_bound_routers():  # noqa: SLF001 -- ninja offers no other list
        for path, view in bound.path_operations.items():
            yield f"{bound.prefix}{path}", view


def operations() -> list[Operation]:
    """Every operation."""
    return [operation for _address, view in addresses() for operation in view.operations]


def policy_of(operation: Operation) -> Policy:
    """Who may use an operation: what its key must hold."""
    keys = [one for one in operation.auth_callbacks if isinstance(one, ApiKey)]
    assert len(keys) == 1, f"{operation.operation_id} has no key on its door"
    return keys[0].policy


def query_names(operation: Operation) -> frozenset[str]:
    """What an operation may be asked with behind the question mark."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


def _complete(one: dict[str, Any], operation: Operation) -> None:
    policy = policy_of(operation)
    one["summary"] = one["operationId"].replace("_", " ").capitalize()
    one["x-scope"] = policy.permission
    one["description"] = f"{one.get('description', '').strip()}\n\nScope: `{policy.permission}`".strip()
    if hasattr(operation.view_func, "once_status"):
        one.setdefault("parameters", []).append(_KEY)
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in _PROBLEMS:
        one["responses"][str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
