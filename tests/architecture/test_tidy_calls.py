"""What a module may call: one clock, one way in for settings, no signals, no import hidden in a function."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import HOUSE, ROOT, SANDBOX, functions, place, python_files, tell, tree

CLOCKS = re.compile(r"\b(datetime|timezone)\.(now|utcnow|today)\(|\bdate\.today\(|(?<![\w.])time\.time(_ns)?\(")
SURROUNDINGS = re.compile(r"\bos\.(environ|getenv)\b")
MAY_READ_THE_CLOCK = {
    "tiwala/kit/clock.py": "the clock",
    "tiwala_sandbox/clock.py": "the simulated bank's clock",
    "tiwala/config/seed/bank.py": "sets the simulated bank's clock by the machine's",
}
MAY_READ_THE_ENVIRONMENT = {
    "tiwala/config/env.py": "reads it once into a value",
    "tiwala/config/surroundings.py": "hands it on to the processes it starts",
    "tiwala/config/wsgi.py": "names the settings for Django",
    "tiwala/config/settings/test.py": "names a throwaway place before Django starts",
}
MAY_IMPORT_LATE = {
    "apps.py": "ready() is where Django has the models",
    "tiwala/config/cli": "a command sets Django up before it imports rooms",
    "tiwala/fraud/jobs.py": "what calculates brings NumPy, and every process of the house loads the jobs",
}
HOOKS = "tiwala/identity/allauth_hooks.py"


def test_a_view_fetches_by_who_is_asking() -> None:
    wrong = [
        place(path, number)
        for path in python_files()
        if "views" in path.parts or path.name in ("views.py", "api.py") or path.is_relative_to(HOUSE / "api")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ".objects.get(" in line
    ]
    assert not wrong, tell(wrong, "Write .visible_to(actor).by_public_id(text): what is not theirs is not found.")


def test_there_is_one_clock() -> None:
    wrong = _lines_with(CLOCKS, besides=set(MAY_READ_THE_CLOCK))
    assert not wrong, tell(wrong, "Use tiwala.kit.clock.now() or clock.today(zone).")


def test_the_environment_is_read_in_one_place() -> None:
    wrong = [
        line
        for line in _lines_with(SURROUNDINGS, besides=set(MAY_READ_THE_ENVIRONMENT))
        if not line.startswith("tiwala_sandbox/")
    ]
    assert not wrong, tell(wrong, "Add a field to tiwala/config/env.py and read it from kit.conf.")


def test_nothing_happens_by_signal() -> None:
    wrong = [
        place(path, node.lineno)
        for path in python_files()
        if str(path.relative_to(ROOT)) != HOOKS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", "django.dispatch"))
    ]
    assert not wrong, tell(wrong, "Publish an event and name its hearer in tiwala/wiring/hears.py.")


def test_no_import_hides_inside_a_function() -> None:
    wrong = [
        f"{place(path, node.lineno)} in {one.name}"
        for path in python_files()
        if not _may_import_late(path)
        for one in functions(path)
        for node in ast.walk(one)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not wrong, tell(wrong, "Import at the top. If that makes a circle, publish an event or pass the facts in.")


def test_only_the_way_out_speaks_http() -> None:
    libraries = {"httpx", "requests", "urllib.request", "http.client", "smtplib"}
    allowed = {"tiwala/kit/http.py", "tiwala/notify/channels/email.py"}
    wrong = [
        place(path, node.lineno)
        for path in python_files()
        if path.is_relative_to(HOUSE) and not path.is_relative_to(HOUSE / "config")
        if str(path.relative_to(ROOT)) not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & libraries
    ]
    assert not wrong, tell(wrong, "Speak through tiwala.kit.http: time limits, certificates, public addresses only.")


def test_templates_hold_no_script_and_no_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\sstyle=|\son[a-z]+=\"|hx-on|<style")
    wrong = [
        place(path, number)
        for path in HOUSE.rglob("templates/**/*.html")
        if not _is_letter(path)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert not wrong, tell(wrong, "Put it in static/: the policy of our pages runs nothing that is written inline.")


def test_no_template_holds_a_safe_mark() -> None:
    wrong = [
        place(path, number)
        for path in HOUSE.rglob("templates/**/*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\|\s*safe\b|autoescape off", line)
    ]
    assert not wrong, tell(wrong, "Build the markup with format_html or a part; user text is always escaped.")


def _is_letter(path: Path) -> bool:
    """Mail programs know no style sheets of ours."""
    return "notify" in path.parts or "letters" in path.parts or path.name.startswith("letter")


def _lines_with(pattern: re.Pattern[str], *, besides: set[str]) -> list[str]:
    return [
        place(path, number)
        for path in python_files()
        if str(path.relative_to(ROOT)) not in besides
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line.split("#")[0]) and '"""' not in line
    ]


def _may_import_late(path: Path) -> bool:
    name = str(path.relative_to(ROOT))
    return path.name == "apps.py" or any(name.startswith(one) for one in MAY_IMPORT_LATE) or SANDBOX in path.parents


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else {one.name for one in node.names}
