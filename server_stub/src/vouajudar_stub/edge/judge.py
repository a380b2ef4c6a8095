"""The judge: does a value obey the contract's own JSON Schema, and if not, where and why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import jsonschema_rs
from jsonschema_rs import ValidationError, ValidationErrorKind

from vouajudar_stub.domain.refusal import Violation

_URI = "urn:vouajudar:openapi"

_MAX_DETAIL = 300

Kind: TypeAlias = ValidationErrorKind


class Judge:
    """Judges values by schemas of the bundle, each named by its JSON pointer there."""

    def __init__(self, openapi: Any, pointers: Iterable[str]) -> None:
        """Compiles the schemas at `pointers` once. Raises `jsonschema_rs.ReferencingError` for a pointer to nowhere."""
        registry = jsonschema_rs.Registry([(_URI, openapi)], draft=jsonschema_rs.Draft202012)
        self._validators = {
            pointer: jsonschema_rs.Draft202012Validator({"$ref": f"{_URI}#{pointer}"}, registry=registry, validate_formats=True)
            for pointer in dict.fromkeys(pointers)
        }

    def accepts(self, pointer: str, value: Any) -> bool:
        """True when `value` obeys the schema."""
        return self._validators[pointer].is_valid(value)

    def body_violations(self, pointer: str, value: Any) -> list[Violation]:
        """Every rule that `value`, a request body, breaks; `pointer` of each shows the member."""
        validator = self._validators[pointer]
        if validator.is_valid(value):
            return []
        return [Violation(code, detail, pointer=at) for at, code, detail in _findings(validator.iter_errors(value))]

    def parameter_violations(self, pointer: str, value: Any, name: str) -> list[Violation]:
        """Every rule that `value`, sent as the parameter `name`, breaks."""
        validator = self._validators[pointer]
        if validator.is_valid(value):
            return []
        findings = dict.fromkeys((code, detail) for _, code, detail in _findings(validator.iter_errors(value)))
        return [Violation(code, detail, parameter=name) for code, detail in findings]


def _findings(errors: Iterable[ValidationError]) -> Iterator[tuple[str, str, str]]:
    """(pointer, code, detail) of each error. Of `anyOf` and `oneOf` only the branch that was meant, when one can be told."""
    for error in errors:
        at = "".join(f"/{_escape(part)}" for part in error.instance_path)
        match error.kind:
            case Kind.Required(missing):
                yield f"{at}/{_escape(missing)}", "required", "is required"
            case Kind.AdditionalProperties(unexpected) | Kind.UnevaluatedProperties(unexpected):
                for name in unexpected:
                    yield f"{at}/{_escape(name)}", _code(error), "is not known here"
            case Kind.AnyOf(branches) | Kind.OneOfNotValid(branches):
                meant = [branch for branch in branches if not _other_type(branch, error)]
                if len(meant) == 1:
                    yield from _findings(meant[0])
                else:
                    yield at, _code(error), "matches none of the allowed forms"
            case _:
                yield at, _code(error), _detail(error)[:_MAX_DETAIL]


def _other_type(branch: list[ValidationError], error: ValidationError) -> bool:
    """True when the branch fails at once because the value is of another type, as null's branch does for an object."""
    return any(part.kind.name == "type" and part.instance_path == error.instance_path for part in branch)


def _code(error: ValidationError) -> str:
    """The schema keyword in snake_case."""
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", error.kind.name)


_DETAILS: dict[str, Callable[[Any], str]] = {
    "type": lambda kind: f"must be of type {' or '.join(sorted(kind.types))}",
    "enum": lambda kind: f"must be one of {', '.join(map(str, kind.options))}",
    "const": lambda kind: f"must be {kind.expected_value}",
    "pattern": lambda kind: f"must match {kind.pattern}",
    "format": lambda kind: f"must be a valid {kind.format}",
    "minLength": lambda kind: f"must have at least {kind.limit} characters",
    "maxLength": lambda kind: f"must have at most {kind.limit} characters",
    "minimum": lambda kind: f"must be at least {kind.limit}",
    "maximum": lambda kind: f"must be at most {kind.limit}",
    "exclusiveMinimum": lambda kind: f"must be more than {kind.limit}",
    "exclusiveMaximum": lambda kind: f"must be less than {kind.limit}",
    "multipleOf": lambda kind: f"must be a multiple of {kind.multiple_of}",
    "minItems": lambda kind: f"must have at least {kind.limit} items",
    "maxItems": lambda kind: f"must have at most {kind.limit} items",
    "uniqueItems": lambda _: "must not hold the same item twice",
    "minProperties": lambda kind: f"must have at least {kind.limit} members",
    "maxProperties": lambda kind: f"must have at most {kind.limit} members",
}
"""What each rule asks for. The value itself is not repeated: it may be long, or a secret."""


def _detail(error: ValidationError) -> str:
    name = error.kind.name
    return _DETAILS[name](error.kind) if name in _DETAILS else f"breaks the rule {name}"


def _escape(part: str | int) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")
