"""Writes a client into a folder, with what a stranger needs to install and to judge it."""

from __future__ import annotations

import json
import keyword
import sys
from pathlib import Path
from typing import Any

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.document.values import is_object
from vouajudar_contracts.generate.build import BuildError, Drift, Output, write
from vouajudar_contracts.generate.foreign.client import Client
from vouajudar_contracts.generate.foreign.notes import counted, of_kind
from vouajudar_contracts.generate.foreign.read import Given

MARK = ".vouajudar-client.json"
"""Says that a folder was written by this command, and under which name."""

_USED = frozenset({"httpx", "pydantic", "vouajudar", "tests"})


class TargetError(BuildError):
    """The client cannot be written there, or not under this name."""


def check_target(folder: Path, package: str) -> None:
    """Raises TargetError for a name that no package can have, or a folder with files of somebody else."""
    if not package.isidentifier() or not package.isascii() or keyword.iskeyword(package) or package != package.lower():
        raise TargetError(f"--package {package!r}: a package is called by lower case letters, digits and _")
    if package in sys.stdlib_module_names or package in _USED:
        raise TargetError(f"--package {package!r}: another package has this name already")
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"--out {folder}: is a file")
    if folder.is_dir() and any(folder.iterdir()) and _mark(folder) is None:
        raise TargetError(f"--out {folder}: is not empty, and nothing in it says that this command has written it")


def _mark(folder: Path) -> dict[str, Any] | None:
    try:
        found: Any = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if is_object(found) and isinstance(found.get("package"), str) else None


def write_client(client: Client, given: Given, folder: Path) -> list[Drift]:
    """Makes the folder agree with the client; returns what changed. Files of others in it are left alone."""
    check_target(folder, client.package)
    before = (_mark(folder) or {}).get("package", client.package)
    files = {path: text for path, text in client.files.items() if path != "api.md"}
    texts = {
        **{f"{client.package}/{path}": text for path, text in files.items()},
        "api.md": client.files["api.md"],
        "README.md": _readme(client, given),
        "pyproject.toml": _project(client, given),
        MARK: json.dumps({"package": client.package, "document": given.name}, indent=2) + "\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    owned = [*dict.fromkeys([client.package, before]), "api.md", "README.md", "pyproject.toml", MARK]
    return write(folder, Output({path: text.encode() for path, text in texts.items()}, owned))


def _project(client: Client, given: Given) -> str:
    name = client.package.replace("_", "-")
    title = str(given.document.get("info", {}).get("title", name))
    return f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {json.dumps(name)}
version = "0"
description = {json.dumps(f"Typed client of the {title}", ensure_ascii=False)}
requires-python = ">=3.11"
dependencies = ["httpx>=0.28,<1", "pydantic>=2.12,<3"]

[tool.hatch.build.targets.wheel]
packages = [{json.dumps(client.package)}]
"""


def _readme(client: Client, given: Given) -> str:
    info = given.document.get("info", {})
    title = pascal(client.package)
    lines = [
        f"# {client.package}",
        "",
        f"A typed client of the {info.get('title', 'API')}, version {info.get('version', 'unknown')}, generated from"
        f" `{given.name}` (OpenAPI {given.version}).",
        "",
        "```python",
        f"from {client.package} import {title}",
        "",
        f'with {title}(api_key="...", base_url="https://...") as client:',
        "    ...  # every method stands in api.md",
        "```",
        "",
        "| names | document | client |",
        "|-|-:|-:|",
        *(f"| {kind} | {one} | {other} |" for kind, one, other in counts(client)),
        "",
        "## What the client does not express",
        "",
        *(_table(client, "limit") or ["Nothing: everything in the document is in the client."]),
        "",
        "## What was said in other words",
        "",
        *(_table(client, "converted") or ["Nothing."]),
        "",
        "## What a client leaves out on purpose",
        "",
        *(_table(client, "open") or ["Nothing."]),
    ]
    return "\n".join(lines) + "\n"


def counts(client: Client) -> list[tuple[str, int, int]]:
    """Kind of name, how many the document has, how many the client has."""
    return [
        (kind, len(getattr(client.given, kind)), len(getattr(client.found, kind)))
        for kind in ("operations", "parameters", "schemas")
    ]


def _table(client: Client, kind: Any) -> list[str]:
    notes = of_kind(client.notes, kind)
    if not notes:
        return []
    lines = ["| construct | in its place | times | where |", "|-|-|-:|-|"]
    for (what, done), times in counted(notes).items():
        places = [f"`#{note.pointer}`" for note in notes if (note.what, note.done) == (what, done)]
        shown = places if kind == "limit" else places[:1]
        where = "<br>".join(shown) + ("" if len(shown) == times else ", ...")
        lines.append(f"| {what} | {done} | {times:,} | {where} |".replace("\n", " "))
    return lines
