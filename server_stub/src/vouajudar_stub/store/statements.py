"""SQL written with SQLAlchemy Core, compiled once, executed on the driver itself.

Measured on SQLite, this way and through `Connection.execute`: 9 and 38 us to insert a record, 5 and 38 us to select by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

DIALECT: Any = sqlite_dialect(paramstyle="qmark")


class Statement:
    """The text of a statement and the names of its parameters, in the order of their marks."""

    __slots__ = ("_fixed", "names", "sql")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = clause.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  (DDL is not compiled here)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: Mapping[str, Any] = compiled.params

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The parameters as the driver takes them; literals that the clause was written with are filled in."""
        fixed = self._fixed
        return [given[name] if name in given else fixed[name] for name in self.names]
