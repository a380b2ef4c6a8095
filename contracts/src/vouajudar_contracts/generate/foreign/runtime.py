"""The SDK's hand-written runtime, as a part of another package."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import jinja2

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.layout import HEADER
from vouajudar_contracts.generate.sdk.package import GENERATED
from vouajudar_contracts.generate.shapes import BOUNDARY

_NAMED = re.compile(r"\bvouajudar\b")
_OURS = re.compile(r"\bVouAjudar(?=Error\b|\b)")


def runtime_files(package: str) -> dict[str, str]:
    """File name -> source of the runtime under the names of this package: it depends on nothing of ours."""
    files = {"py.typed": ""}
    for file in sorted(runtime_folder().glob("_*.py")):
        if file.name not in GENERATED:
            files[file.name] = _OURS.sub(pascal(package), _NAMED.sub(package, file.read_text(encoding="utf-8")))
    return files


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
