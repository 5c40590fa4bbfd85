"""A room only looks down: in imports, in foreign keys, and in templates."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from django.apps import apps

from tests.architecture.source import HOUSE, ROOT, floors, place, room_of, tell

NEEDS = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"'{}]+)[\"']|<c-([a-z0-9_.-]+)")


def test_the_contracts_of_the_floors_hold() -> None:
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_room_has_a_floor() -> None:
    rooms = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    homeless = sorted(rooms - set(floors()))
    assert not homeless, tell(homeless, "Give the room a floor in pyproject.toml, in a line that is reviewed.")


def test_foreign_keys_point_down() -> None:
    depth = floors()
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("tiwala.")
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None) and field.concrete and field.related_model
        if not _looks_down(model.__module__, field.related_model.__module__, depth)
    ]
    assert not wrong, tell(wrong, "Keep the other's public id as text, or hear its event.")


def test_templates_extend_and_include_downwards() -> None:
    owners = {
        str(path.relative_to(root)): room_of(path)
        for root in HOUSE.glob("*/templates")
        for path in root.rglob("*")
        if path.is_file()
    }
    depth = floors()
    wrong = []
    for path in HOUSE.rglob("templates/**/*"):
        if not path.is_file():
            continue
        for name, part in NEEDS.findall(path.read_text()):
            needed = name.split("#")[0] or f"cotton/{part.replace('.', '/').replace('-', '_')}.html"
            owner = owners.get(needed)
            here = room_of(path)
            if owner and owner != here and depth[owner] <= depth[here]:
                wrong.append(f"{place(path)} needs {needed} of {owner}")
    assert not wrong, tell(wrong, "Move the part down to tiwala/ui, or pass the words in.")


def test_every_template_that_is_named_exists() -> None:
    known = {
        str(path.relative_to(root))
        for root in [*HOUSE.glob("*/templates"), *_others()]
        for path in root.rglob("*")
        if path.is_file()
    }
    missing = [
        f"{place(path)} needs {name}"
        for path in HOUSE.rglob("templates/**/*.html")
        for name, _part in NEEDS.findall(path.read_text())
        if name and name.split("#")[0] not in known
    ]
    assert not missing, tell(missing, "Write the template, or mend its name.")


def _others() -> list[Path]:
    return [Path(app.path) / "templates" for app in apps.get_app_configs() if not app.name.startswith("tiwala")]


def _looks_down(here: str, there: str, depth: dict[str, int]) -> bool:
    if not there.startswith("tiwala."):
        return True
    source, target = here.split(".")[1], there.split(".")[1]
    return source == target or depth[target] > depth[source]
