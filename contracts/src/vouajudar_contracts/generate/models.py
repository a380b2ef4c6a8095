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
from vouajudar_contracts.generate.arrange import imports_of, take_apart
from vouajudar_contracts.generate.build import BuildError
from vouajudar_contracts.generate.layout import HEADER, LINE_LENGTH, lay_out
from vouajudar_contracts.generate.modules import assign
from vouajudar_contracts.generate.profiles import Profile, project


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
    return lay_out(definitions, assign(contract), package, imports_of(source))


def _docs_of_unions(added: Iterable[str]) -> dict[str, JsonObject]:
    return {
        name: {"description": f"A {name.removeprefix('Unknown')} that this release does not know: its members are kept."}
        for name in added
        if name.startswith("Unknown")
    }


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
