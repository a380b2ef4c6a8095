"""Query and header parameters: from text to values, judged by their schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from vouajudar_stub.contract import Operation, Parameter, Type
from vouajudar_stub.domain.refusal import Violation
from vouajudar_stub.edge.judge import Judge

_READ: dict[Type, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "integer": (re.compile(r"-?(0|[1-9][0-9]{0,17})"), int),
    "number": (re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?"), float),
    "boolean": (re.compile(r"true|false"), "true".__eq__),
}
"""How a value must be written, and how it is read then. Strings are taken as they are."""


class Parameters:
    """The parameters of one operation, sorted once by where they stand."""

    def __init__(self, operation: Operation, judge: Judge) -> None:
        self._judge = judge
        self._strict = operation.strict_parameters
        self._path = [p for p in operation.parameters if p.place == "path"]
        self._query = {p.name: p for p in operation.parameters if p.place == "query"}
        self._not_sent = {name: p.default for name, p in self._query.items()}
        self._required = [name for name, p in self._query.items() if p.required]
        self._headers = [(p.name.lower(), p) for p in operation.parameters if p.place == "header"]

    def malformed_path(self, values: Mapping[str, str]) -> str | None:
        """Name of the first path parameter whose value its schema refuses."""
        for parameter in self._path:
            if not self._judge.accepts(parameter.schema, values[parameter.name]):
                return parameter.name
        return None

    def read_query(self, raw: bytes) -> tuple[dict[str, Any], list[Violation]]:
        """The declared query parameters of a request by name, and what is wrong with them. Not sent: the default, or None."""
        values = self._not_sent.copy()
        violations: list[Violation] = []
        sent: set[str] = set()
        for pair in raw.split(b"&") if raw else ():
            if not pair:
                continue
            raw_name, _, raw_value = pair.partition(b"=")
            name, text = _decode(raw_name), _decode(raw_value)
            parameter = self._query.get(name or "")
            if parameter is None:
                if self._strict:
                    violations.append(Violation("unknown_parameter", "is not known here", parameter=name or "?"))
            elif parameter.name in sent:
                violations.append(Violation("repeated_parameter", "must not be sent twice", parameter=parameter.name))
            elif text is None:
                violations.append(Violation("malformed", "must be percent-encoded UTF-8", parameter=parameter.name))
            else:
                values[parameter.name], wrong = _read(parameter, text, self._judge)
                violations += wrong
            sent.add(name or "")
        violations += [Violation("required", "is required", parameter=name) for name in self._required if name not in sent]
        return values, violations

    def read_headers(self, headers: Mapping[str, str]) -> tuple[dict[str, str], list[Violation]]:
        """The declared header parameters that were sent, by lower-case name, and what is wrong with them.

        A header that is missing is not judged here: each has a problem of its own.
        """
        values: dict[str, str] = {}
        violations: list[Violation] = []
        for name, parameter in self._headers:
            text = headers.get(name)
            if text is not None:
                values[name] = text
                violations += self._judge.parameter_violations(parameter.schema, text, parameter.name)
        return values, violations


def entity_tag(value: str | None) -> str | None:
    """`*`, or a strong entity tag without its quotes; a quoted star keeps them, for it is a tag like any other."""
    return value if value in (None, "*", '"*"') else unquoted(value)


def unquoted(value: str | None) -> str | None:
    """A judged header without the quotes of its quoted form."""
    return value if value is None or not value.startswith('"') else value[1:-1]


def _read(parameter: Parameter, text: str, judge: Judge) -> tuple[Any, list[Violation]]:
    wrong: list[Violation] = []
    if not parameter.many:
        value, wrong = _one(parameter, text)
        return value, wrong or judge.parameter_violations(parameter.schema, value, parameter.name)
    items: list[Any] = []
    for part in text.split(",") if text else ():
        item, violations = _one(parameter, part)
        items.append(item)
        wrong += violations
    return items, wrong or judge.parameter_violations(parameter.schema, items, parameter.name)


def _one(parameter: Parameter, text: str) -> tuple[Any, list[Violation]]:
    if parameter.type == "string":
        return text, []
    written, read = _READ[parameter.type]
    if written.fullmatch(text) is None:
        return None, [Violation("type", f"must be of type {parameter.type}", parameter=parameter.name)]
    return read(text), []


def _decode(raw: bytes) -> str | None:
    """Text of a form-encoded part (`+` is a space); None when its bytes are no UTF-8."""
    if raw.isalnum():  # ASCII that stands for itself
        return raw.decode("ascii")
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
