"""A page that lists the operations, made of the bundle: nothing is loaded from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%}td{padding:.3rem .8rem .3rem 0;vertical-align:top;border-top:1px solid #ddd}
code{font:14px ui-monospace,monospace}h2{margin-top:2rem}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}td{border-color:#444}a{color:#8cf}}
"""


def docs_page(openapi: Any) -> bytes:
    """The page as HTML, UTF-8."""
    info = openapi["info"]
    title = escape(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1><p>{escape(info.get('summary', ''))}</p>"
        f'<p>The whole contract: <a href="/openapi.json">openapi.json</a></p>{"".join(_sections(openapi))}</html>'
    ).encode()


def _sections(openapi: Any) -> Iterator[str]:
    tags: dict[str, list[str]] = {}
    for path, item in openapi["paths"].items():
        for method in _METHODS:
            operation = item.get(method)
            if operation is not None:
                scopes = ", ".join(scope for way in operation.get("security", []) for scope in way.get("oauth2", []))
                address = f"/v1{escape(path)}"
                tags.setdefault(operation["tags"][0], []).append(
                    f'<tr id="{operation["operationId"]}"><td><code>{method.upper()}</code></td><td><code>{address}</code></td>'
                    f"<td>{escape(operation['summary'])}</td><td><code>{escape(scopes)}</code></td></tr>"
                )
    for tag, rows in tags.items():
        yield f"<h2>{escape(tag)}</h2><table>{''.join(rows)}</table>"
