"""Models of the contract's schemas, written by datamodel-code-generator behind one small interface.

`render_models` gives file name -> source inside a package of models:
- profile "server": one module of TypedDicts, exact types for JSON that the judge has already accepted;
- profile "client": one lazily imported module a resource, pydantic models that let tomorrow's answers through.

Any warning of the generator fails the build: it warns where it drops something.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from datamodel_code_generator import generate
from datamodel_code_generator.enums import (
    DataModelType,
    InputFileType,
    NamingStrategy,
    OpenAPIScope,
    TargetPydanticVersion,
)
from datamodel_code_generator.format import Formatter, PythonVersion
from datamodel_code_generator.parser import LiteralType

from vouajudar_contracts.document.contract import Contract, JsonObject
from vouajudar_contracts.generate.arrange import Definition, order, take_apart
from vouajudar_contracts.generate.build import BuildError
from vouajudar_contracts.generate.modules import OTHER, assign
from vouajudar_contracts.generate.profiles import Profile, project

HEADER = "# Generated from the contract by `vouajudar-contracts build`; changes here are lost."
LINE_LENGTH = 130


class GenerationError(BuildError):
    """The contract cannot be turned into code as it stands; the message lists why."""


def render_models(
    contract: Contract, profile: Profile, package: str = "vouajudar", warned: list[str] | None = None
) -> dict[str, str]:
    """File name -> source of the package of models of one profile. `warned` takes the warnings that would else fail the build."""
    schemas = {schema.name: schema.body for schema in contract.schemas}
    projected = project(schemas, profile)
    if profile == "server":
        return {"models.py": generate_source(projected, profile)}
    source = generate_source(projected, profile, f"{package}._model.OpenModel", warned)
    source = source.replace("AwareDatetime", "Instant")
    definitions = take_apart(source, schemas | _docs_of_unions(projected.keys() - schemas.keys()))
    lost = projected.keys() - {d.name for d in definitions}
    if lost:
        raise GenerationError(f"the model generator lost or renamed {', '.join(sorted(lost))}")
    return lay_out(definitions, assign(contract), package)


def _docs_of_unions(added: Iterable[str]) -> dict[str, JsonObject]:
    return {
        name: {"description": f"A {name.removeprefix('Unknown')} that this release does not know: its members are kept."}
        for name in added
        if name.startswith("Unknown")
    }


def lay_out(definitions: list[Definition], placed: Mapping[str, str], package: str) -> dict[str, str]:
    """The modules of the package, and the `__init__` that loads them when they are needed."""
    home: dict[str, str] = {}
    for definition in definitions:
        # A union's `KnownX` and `UnknownX`, and what the generator names after a schema, live where that schema lives.
        owner = definition.name.removeprefix("Known").removeprefix("Unknown")
        home[definition.name] = placed.get(definition.name) or placed.get(owner) or _nearest(definition.name, placed)
    modules: dict[str, list[Definition]] = {name: [] for name in dict.fromkeys([*placed.values(), *home.values()])}
    for definition in definitions:
        modules[home[definition.name]].append(definition)
    files = {f"{name}.py": _module_text(name, own, home, package) for name, own in modules.items() if own}
    files["__init__.py"] = _init_text({d.name: home[d.name] for d in definitions})
    return files


def _nearest(name: str, placed: Mapping[str, str]) -> str:
    owners = [owner for owner in placed if name.startswith(owner)]
    return placed[max(owners, key=len)] if owners else OTHER


_TYPING = ("Annotated", "Any", "Literal", "NotRequired", "TypeAlias", "TypedDict")
_PYDANTIC = ("Base64Bytes", "Field", "RootModel", "conint", "constr")


def _module_text(name: str, definitions: list[Definition], home: Mapping[str, str], package: str) -> str:
    used = frozenset[str]().union(*(d.names for d in definitions))
    lines = [f'"""Models: {name.replace("_", " ")}."""', "", HEADER, "", "from __future__ import annotations", ""]
    standard: list[str] = []
    for module, names in (("datetime", ("date", "datetime", "time", "timedelta")), ("typing", _TYPING)):
        if found := sorted(used.intersection(names)):
            standard.append(f"from {module} import {', '.join(found)}")
    third: list[str] = []
    if found := sorted(used.intersection(_PYDANTIC)):
        third.append(f"from pydantic import {', '.join(found)}")
    if "TypeAliasType" in used:
        third.append("from typing_extensions import TypeAliasType")
    bases = sorted(used & {"Instant", "OpenModel"})
    own = [f"from {package}._model import {', '.join(bases)}"] if bases else []
    elsewhere: dict[str, list[str]] = {}
    for needed in sorted(used & home.keys()):
        if home[needed] != name:
            elsewhere.setdefault(home[needed], []).append(needed)
    own += [import_line(f"{package}.models.{module}", names) for module, names in sorted(elsewhere.items())]
    for block in (standard, third, own):
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


def generate_source(schemas: Mapping[str, Any], profile: Profile, base_class: str = "", warned: list[str] | None = None) -> str:
    """One module with a class or an alias for each schema.

    Raises GenerationError when the generator warns.
    """
    document = {"openapi": "3.1.0", "info": {"title": "models", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = generate(
            json.dumps(document),
            input_file_type=InputFileType.OpenAPI,
            openapi_scopes=[OpenAPIScope.Schemas],
            output_model_type=DataModelType.TypingTypedDict if profile == "server" else DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            target_pydantic_version=TargetPydanticVersion.V2_12,
            base_class=base_class,
            use_annotated=profile == "client",
            use_closed_typed_dict=False,
            use_union_operator=True,
            use_double_quotes=True,
            use_standard_collections=True,
            enum_field_as_literal=LiteralType.All,
            use_type_alias=True,
            use_schema_description=True,
            use_inline_field_description=True,
            use_single_line_docstring=True,
            strict_nullable=True,
            naming_strategy=NamingStrategy.FullPath,
            use_tuple_for_closed_arrays=True,
            strict_refs=True,
            allow_remote_refs=False,
            formatters=[Formatter.BUILTIN],
            builtin_format_line_length=LINE_LENGTH,
            disable_timestamp=True,
            custom_file_header=HEADER,
        )
    if warned is not None:
        warned += [f"models: {w.message}" for w in caught]
    elif caught:
        raise GenerationError("model generator warned:\n" + "\n".join(f"  {w.message}" for w in caught))
    if not isinstance(source, str):
        raise GenerationError("model generator split its output: a schema name holds a dot")
    return source
