"""The SDK's hand-written runtime, as a part of another package."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.layout import HEADER
from vouajudar_contracts.generate.shapes import BOUNDARY

_NAMED = re.compile(r"\bvouajudar\b")
_OURS = re.compile(r"\bVouAjudar(?=Error\b|\b)")


def runtime_files(package: str, generated: Mapping[str, str]) -> dict[str, str]:
    """Path -> source of the runtime's modules that the generated ones need, under the names of this package.

    Our SDK has modules that other APIs have no use for; and a package of this kind depends on nothing of ours.
    """
    folder = runtime_folder()
    files = {"py.typed": ""}
    waiting = [name for path, text in generated.items() if path.endswith(".py") for name in _needs(text, package)]
    while waiting:
        name = waiting.pop()
        path = f"{name.replace('.', '/')}.py"
        source = folder / path
        if path in generated or path in files or not source.is_file():
            continue
        text = _OURS.sub(pascal(package), _NAMED.sub(package, source.read_text(encoding="utf-8")))
        files[path] = text
        waiting += _needs(text, package)
    return dict(sorted(files.items()))


def _needs(text: str, package: str) -> Iterator[str]:
    """The package's own modules that a source imports, wherever it does so."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            if node.module == package:
                yield from (alias.name for alias in node.names)
            elif node.module.startswith(f"{package}."):
                yield node.module.removeprefix(f"{package}.")
        elif isinstance(node, ast.Import):
            yield from (alias.name.removeprefix(f"{package}.") for alias in node.names if alias.name.startswith(f"{package}."))


def shapes_file(package: str) -> str:
    """The source of `_shapes`, for a package whose document asks for more than the runtime writes."""
    template = Path(__file__).parents[1] / "templates/foreign/shapes.py.jinja"
    # Python, not HTML.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    return environment.from_string(template.read_text(encoding="utf-8")).render(package=package, header=HEADER, boundary=BOUNDARY)


def runtime_folder() -> Path:
    """Where the runtime is: beside this workbench in the repository, else where the SDK is installed. Read, not imported."""
    beside = Path(__file__).parents[5] / "sdk/python/src/vouajudar"
    if beside.is_dir():
        return beside
    found = importlib.util.find_spec("vouajudar")
    if found is None or found.origin is None:
        raise FileNotFoundError("the runtime comes from the package vouajudar, which is not installed")
    return Path(found.origin).parent
