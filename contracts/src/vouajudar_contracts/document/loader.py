"""Reads one YAML file into plain JSON values, and remembers the line of each.

YAML 1.1 guesses too much for a contract: `on` and `no` become booleans, `2026-05-14` a date, `200:` an integer key, `12:30` a
number in base 60. Here only what JSON writes without quotes is no string: null, true, false, decimal numbers. Keys are strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from vouajudar_contracts.document.contract import Json, Source
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.values import escape

_WORDS: dict[str, Json] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_STRING = "tag:yaml.org,2002:str"
_QUOTED = ("'", '"', "|", ">")
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class LoadedFile:
    """One file of the spec."""

    name: str
    """Path relative to the repository root, with `/`."""
    value: Json
    lines: dict[str, int] = field(repr=False)
    """JSON pointer in this file ("" is the whole) -> line, from 1. Of a member it is the line of its key."""

    def source(self, pointer: str) -> Source:
        return Source(self.name, self.line(pointer))

    def line(self, pointer: str) -> int:
        """The line of `pointer`, or of the nearest part around it that the file holds."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)


def load_file(path: Path, name: str) -> LoadedFile:
    """Reads `path`; `name` is what errors call it.

    Raises SpecError for a file that is missing, not UTF-8, not YAML, or holds a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SpecError.at(name, 1, "no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError.at(name, 1, f"cannot be read: {error}") from error
    return load_text(text, name)


def load_text(text: str, name: str) -> LoadedFile:
    """Reads YAML (or JSON) `text`; see `load_file`."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part) or "not valid YAML"
        # At the end of the file the mark stands one line below the last one.
        last = max(1, len(text.splitlines()))
        raise SpecError.at(name, min(mark.line + 1, last) if mark else 1, reason) from error
    except yaml.YAMLError as error:
        raise SpecError.at(name, 1, f"not valid YAML: {error}") from error
    finally:
        loader.dispose()
    if node is None:
        raise SpecError.at(name, 1, "the file is empty")
    lines: dict[str, int] = {}
    value = _value(node, "", node.start_mark.line + 1, name, lines)
    return LoadedFile(name, value, lines)


def _value(node: yaml.Node, pointer: str, line: int, name: str, lines: dict[str, int]) -> Json:
    lines[pointer] = line
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Json] = {}
        for key_node, member in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise SpecError.at(name, at, "a key must be a plain word, not a list or a mapping")
            key: str = key_node.value
            if key in members:
                raise SpecError.at(name, at, f"the key {key!r} stands twice in this mapping")
            if key == "<<" and key_node.style not in _QUOTED:
                raise SpecError.at(name, at, "merge keys (<<) are not part of YAML 1.2; write the members or use $ref")
            members[key] = _value(member, f"{pointer}/{escape(key)}", at, name, lines)
        return members
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{pointer}/{i}", item.start_mark.line + 1, name, lines) for i, item in enumerate(node.value)]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _scalar(node: yaml.ScalarNode) -> Json:
    text: str = node.value
    if node.style in _QUOTED or node.tag == "!":
        return text
    if node.tag == _STRING and (text in _WORDS or _INTEGER.fullmatch(text)):
        # PyYAML took no such word for a string of itself: `!!str` stands before it.
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
