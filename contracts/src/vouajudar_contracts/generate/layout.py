"""Lays the definitions of one generated module out as a package of lazily imported modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vouajudar_contracts.generate.arrange import Definition, order, uses
from vouajudar_contracts.generate.graph import circles
from vouajudar_contracts.generate.modules import SHARED

HEADER = "# Generated from the contract by `vouajudar-contracts build`; changes here are lost."
LINE_LENGTH = 130


Imports = Mapping[str, tuple[str, str]]
"""Local name -> the module it is imported from, and its name there."""

LARGEST = 150
"""Classes in a module. Larger ones are loaded for the sake of a few, and type checkers give up on very large ones."""

_STANDARD = frozenset({"builtins", "collections.abc", "datetime", "decimal", "enum", "ipaddress", "pathlib", "typing", "uuid"})
_WRITTEN = {"TYPE_CHECKING": ("typing", "TYPE_CHECKING"), "TypeAlias": ("typing", "TypeAlias")}
"""What is put in place of what the generator wrote."""


def lay_out(definitions: list[Definition], placed: Mapping[str, str], package: str, imports: Imports) -> dict[str, str]:
    """The modules of the package, and the `__init__` that loads them when they are needed."""
    home: dict[str, str] = {}
    for definition in definitions:
        # A union's `KnownX` and `UnknownX` live where X lives.
        owner = definition.name.removeprefix("Known").removeprefix("Unknown")
        home[definition.name] = placed.get(definition.name) or placed.get(owner, "")
    order_of = {name: n for n, name in enumerate([SHARED, *dict.fromkeys(placed.values())])}
    for definition in definitions:
        if not home[definition.name]:
            # The generator's own: it needs to come after what it names, and before who names it, which names that as well.
            needs = [home[name] for name in definition.names & home.keys() if home[name]]
            home[definition.name] = max(needs, key=lambda name: order_of[name], default=SHARED)
    modules: dict[str, list[Definition]] = {name: [] for name in dict.fromkeys([*placed.values(), *home.values()])}
    for definition in definitions:
        modules[home[definition.name]].append(definition)
    modules = _in_parts(modules)
    home = {definition.name: name for name, own in modules.items() for definition in own}
    files = {f"{name}.py": _module_text(name, own, home, package, imports) for name, own in modules.items() if own}
    files["__init__.py"] = _init_text(home)
    return files


def _in_parts(modules: Mapping[str, list[Definition]]) -> dict[str, list[Definition]]:
    """The modules with those that are too large in parts, each needing only earlier ones: `repos`, `repos_2`, `repos_3`."""
    parts: dict[str, list[Definition]] = {}
    for name, definitions in modules.items():
        parts[name] = definitions
        if len(definitions) <= LARGEST:
            continue
        by_name = {d.name: d for d in definitions}
        parts[name], current, n = [], name, 1
        for circle in circles(uses(definitions)):
            if parts[current] and len(parts[current]) + len(circle) > LARGEST:
                n += 1
                while f"{name}_{n}" in modules:
                    n += 1
                current = f"{name}_{n}"
                parts[current] = []
            parts[current] += (by_name[member] for member in circle)
    return parts


def _module_text(name: str, definitions: list[Definition], home: Mapping[str, str], package: str, imports: Imports) -> str:
    used = frozenset[str]().union(*(d.names for d in definitions))
    known = {**imports, **_WRITTEN, **{base: (f"{package}._model", base) for base in ("Instant", "OpenModel")}}
    sources: dict[str, list[str]] = {}
    for local in sorted(used & known.keys() - home.keys()):
        module, there = known[local]
        sources.setdefault(module, []).append(there if there == local else f"{there} as {local}")
    for needed in sorted(used & home.keys()):
        if home[needed] != name:
            sources.setdefault(f"{package}.models.{home[needed]}", []).append(needed)
    blocks: tuple[list[str], list[str], list[str]] = ([], [], [])
    for module, names in sorted(sources.items()):
        place = 0 if module in _STANDARD else 2 if module.startswith(f"{package}.") else 1
        blocks[place].append(import_line(module, names))
    lines = [f'"""Models: {name.replace("_", " ")}."""', "", HEADER, "", "from __future__ import annotations", ""]
    for block in blocks:
        if block:
            lines += [*block, ""]
    texts = [d.text for d in order(definitions)]
    return "\n".join(lines) + "\n\n" + "\n\n\n".join(texts) + "\n"


def isort_key(name: str) -> tuple[int, str]:
    """Order of imported names: constants, classes, the rest."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


def import_line(module: str, names: Iterable[str]) -> str:
    names = sorted(names, key=isort_key)
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= LINE_LENGTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _init_text(home: Mapping[str, str]) -> str:
    by_module: dict[str, list[str]] = {}
    for name in sorted(home):
        by_module.setdefault(home[name], []).append(name)
    table = "".join(f'    "{name}": "{home[name]}",\n' for name in sorted(home))
    imports = "".join(
        f"    from .{module} import (\n" + "".join(f"        {n} as {n},\n" for n in names) + "    )\n"
        for module, names in sorted(by_module.items())
    )
    return INIT.format(header=HEADER, imports=imports, table=table)


INIT = '''"""Every model of the API. A module of models is imported when one of its names is first asked for."""

{header}

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
{imports}
_HOME = {{
{table}}}


def __getattr__(name: str) -> Any:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    value = globals()[name] = getattr(import_module(f"{{__name__}}.{{module}}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({{*globals(), *_HOME}})
'''
