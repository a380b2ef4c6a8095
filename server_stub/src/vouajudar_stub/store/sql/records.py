"""The statements of the records: written once in Core, compiled once for each shape of filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, delete, func, literal_column, or_, select, tuple_

from vouajudar_stub.store.columns import FILTERS, WORDS_OF_REQUEST, time_text
from vouajudar_stub.store.protocol import Kind, Selection
from vouajudar_stub.store.sql.nearness import box, distance, in_box
from vouajudar_stub.store.sql.schema import PRIVATE_FACTS, RECORDS, REQUEST_ITEMS
from vouajudar_stub.store.sql.statements import Statement, insert_missing, upsert

R = RECORDS.c
_RULE_ORDER: dict[str, ColumnElement[int]] = {
    rule: literal_column(str(order)) for rule, order in {"C3": 0, "C1": 1, "C2": 1, "C6": 2, "C5": 3, "C4": 4}.items()
}
"""Which of several rules that fall due at one moment comes first."""
_LAST: ColumnElement[int] = literal_column("9")

FULL = (
    R.kind,
    R.id,
    R.version,
    R.body,
    R.owner,
    R.readers,
    R.due_at,
    R.due_rule,
    R.sequence,
    PRIVATE_FACTS.c.facts,
)
FULL_COLUMNS = tuple(column.name for column in FULL[:-1])
"""Of the record's own row, in the order of a full one; private facts come last."""

JOINED = RECORDS.outerjoin(PRIVATE_FACTS, and_(PRIVATE_FACTS.c.kind == R.kind, PRIVATE_FACTS.c.id == R.id))

GET = Statement(
    select(*FULL).select_from(JOINED).where(R.kind == bindparam("kind"), R.id == bindparam("id"), R.world == bindparam("world"))
)
SEE = Statement(
    select(R.id, R.version, R.body, R.owner, R.readers, R.sequence).where(
        R.kind == bindparam("kind"), R.id == bindparam("id"), R.world == bindparam("world")
    )
)
PUT = upsert(RECORDS, differ=True)
REMOVE = Statement(delete(RECORDS).where(R.kind == bindparam("kind"), R.id == bindparam("id")))
PUT_FACTS = upsert(PRIVATE_FACTS, differ=True)
REMOVE_FACTS = Statement(
    delete(PRIVATE_FACTS).where(PRIVATE_FACTS.c.kind == bindparam("kind"), PRIVATE_FACTS.c.id == bindparam("id"))
)
CLEAR = Statement(delete(RECORDS).where(R.world == bindparam("of_world")))
PUT_ITEM = insert_missing(REQUEST_ITEMS)
CLEAR_ITEMS = Statement(delete(REQUEST_ITEMS).where(REQUEST_ITEMS.c.world == bindparam("of_world")))
CLEAR_FACTS = Statement(delete(PRIVATE_FACTS).where(PRIVATE_FACTS.c.world == bindparam("of_world")))
FIRST_DUE = Statement(
    select(*FULL)
    .select_from(JOINED)
    .where(R.world == bindparam("world"), R.due_at <= bindparam("until"))
    .order_by(R.due_at, case(_RULE_ORDER, value=R.due_rule, else_=_LAST), R.sequence, R.id)
    .limit(1)
)
NEXT_DUE = Statement(select(func.min(R.due_at)).where(R.world == bindparam("world"), R.due_at.is_not(None)))


_ITEM = "resource_item_id"


class Where(NamedTuple):
    """One filter: its column and how many values it allows."""

    name: str
    options: int


class Shape(NamedTuple):
    """What the text of a list's statement depends on."""

    where: tuple[Where, ...]
    words: bool
    """Do the columns of `WORDS_OF_REQUEST` hold words?"""
    audience: int
    updated_since: bool
    expires_before: bool
    min_available: bool
    near: bool
    order: Literal["change", "creation", "distance"]
    after: bool


def _options(value: object) -> list[Any]:
    return list(cast("Sequence[Any]", value)) if isinstance(value, tuple | list | set | frozenset) else [value]


def filter_values(where: Mapping[str, object], *, words: bool) -> tuple[tuple[Where, ...], dict[str, Any]]:
    """The shape of `where` and its parameters. Raises KeyError for a name that is no index column."""
    shape: list[Where] = []
    values: dict[str, Any] = {}
    for name in sorted(where):
        options = _options(where[name])
        shape.append(Where(FILTERS[name], len(options)))
        for at, option in enumerate(options):
            values[f"{FILTERS[name]}_{at}"] = f"% {_escaped(option)} %" if words and name in WORDS_OF_REQUEST else option
    return tuple(shape), values


def _marks(name: str, options: int) -> list[ColumnElement[Any]]:
    return [bindparam(f"{name}_{at}") for at in range(options)]


def _matches(where: tuple[Where, ...], words: bool) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    for name, options in where:
        marks = _marks(name, options)
        if words and name == _ITEM:
            clauses.append(R.id.in_(_owners(options)))
        elif words and name in WORDS_OF_REQUEST:
            clauses.append(or_(*(R[name].like(mark, escape="\\") for mark in marks)))
        elif options == 1:
            clauses.append(R[name] == marks[0])
        else:
            clauses.append(R[name].in_(marks))
    return clauses


def find_of(kind: Kind, where: Mapping[str, object]) -> tuple[Statement, dict[str, Any]]:
    """The statement that finds records by `where`, and its parameters, `world` aside."""
    several = kind == "resource_request"
    shape, values = filter_values(where, words=several)
    return find(shape, several), {"kind": kind, **values}


@lru_cache(maxsize=256)
def find(where: tuple[Where, ...], words: bool) -> Statement:
    found: FromClause = JOINED
    if words and any(name == _ITEM for name, _ in where):
        # joined, not a condition: the planner begins with the few items instead of going through all requests in their order
        owners = _owners(dict(where)[_ITEM]).subquery("owners")
        found = JOINED.join(owners, owners.c.request_id == R.id)
        where = tuple(each for each in where if each.name != _ITEM)
    return Statement(
        select(*FULL)
        .select_from(found)
        .where(R.world == bindparam("world"), R.kind == bindparam("kind"), *_matches(where, words))
        .order_by(R.sequence)
    )


def _owners(options: int) -> Select[Any]:
    """Ids of the requests that have one of so many items."""
    items = REQUEST_ITEMS.c
    return select(items.request_id).distinct().where(items.item_id.in_(_marks(_ITEM, options)))


@lru_cache(maxsize=1024)
def page(shape: Shape) -> Statement:
    """The statement of a list page."""
    readable = or_(*(R.readers.like(bindparam(f"reader_{at}"), escape="\\") for at in range(shape.audience)))
    clauses: list[ColumnElement[bool]] = [
        R.world == bindparam("world"),
        R.kind == bindparam("kind"),
        readable,
        *_matches(shape.where, shape.words),
    ]
    if shape.updated_since:
        clauses.append(R.updated_at >= bindparam("updated_since"))
    if shape.expires_before:
        clauses.append(R.expires_at < bindparam("expires_before"))
    if shape.min_available:
        clauses.append(R.available >= bindparam("min_available"))
    columns: list[ColumnElement[Any]] = [R.id, R.owner, R.body, R.sequence]  # the fields of `Listed`
    if shape.near:
        columns.append(distance().label("distance"))
        clauses += in_box()
    chosen = select(*columns).where(*clauses)
    c: Any = R
    if shape.near:
        # the distance of what is in the box is computed here, once a row
        inner = chosen.subquery("inner")
        c = inner.c
        chosen = select(*c).where(c.distance <= bindparam("radius"))
    match shape.order:
        case "change":
            order, after = [c.sequence], c.sequence > bindparam("after_0")
        case "creation":
            order, after = [c.id], c.id > bindparam("after_0")
        case "distance":
            order = [c.distance, c.id]
            after = tuple_(c.distance, c.id) > tuple_(bindparam("after_0"), bindparam("after_1"))
    if shape.after:
        chosen = chosen.where(after)
    return Statement(chosen.order_by(*order).limit(bindparam("limit")))


def page_of(selection: Selection) -> tuple[Statement, dict[str, Any]]:
    """The statement of a selection and its parameters, `world` aside."""
    words = selection.kind == "resource_request"
    where, values = filter_values(selection.where, words=words)
    values.update(
        kind=selection.kind,
        limit=selection.limit,
        **{f"reader_{at}": _like(word) for at, word in enumerate(selection.audience)},
        **{f"after_{at}": part for at, part in enumerate(selection.after)},
    )
    if selection.updated_since is not None:
        values["updated_since"] = time_text(selection.updated_since)
    if selection.expires_before is not None:
        values["expires_before"] = time_text(selection.expires_before)
    if selection.min_available is not None:
        values["min_available"] = selection.min_available
    if selection.near is not None:
        values.update(box(selection.near))
    shape = Shape(
        where,
        words,
        len(selection.audience),
        selection.updated_since is not None,
        selection.expires_before is not None,
        selection.min_available is not None,
        selection.near is not None,
        selection.order,
        bool(selection.after),
    )
    return page(shape), values


def _like(word: str) -> str:
    return f"% {_escaped(word)} %"


def _escaped(word: object) -> str:
    return str(word).replace("_", "\\_")
