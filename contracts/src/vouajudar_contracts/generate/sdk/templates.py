"""The templates of the SDK's files, and how prose is set in them."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import jinja2

from vouajudar_contracts.generate.layout import HEADER

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates/sdk"),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701  # Python, not HTML; every value is quoted where it is made
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render_template(template: str, **values: Any) -> str:
    return _ENVIRONMENT.get_template(f"{template}.jinja").render(header=HEADER, **values)


def fill(text: str, width: int = 116) -> str:
    return "\n\n".join(
        textwrap.fill(" ".join(part.split()), width, break_long_words=False, break_on_hyphens=False)
        if "\n-" not in part
        else part
        for part in text.strip().split("\n\n")
    )
