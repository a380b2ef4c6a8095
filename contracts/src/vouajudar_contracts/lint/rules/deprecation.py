"""An operation that is to go says so in time, and where clients look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from vouajudar_contracts.document.contract import Operation
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import operations

NOTICE = timedelta(days=365)
"""So long an operation goes on working after it was deprecated: what the contract promises."""

MEMBERS = ("x-deprecated-at", "x-sunset-at")
HEADERS = ("Deprecation", "Sunset")


@rule(
    "deprecation-notice",
    "Whoever calls what is to go learns it from the answers (RFC 9745, RFC 8594), at least twelve months ahead.",
)
def deprecation_notice(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        operation = view.operation
        if not operation.deprecated:
            for member in MEMBERS:
                if member in operation.raw:
                    yield view.at(member), f"{view.id} has {member}, and is not deprecated"
            continue
        since, sunset = (_moment(operation, member) for member in MEMBERS)
        for member, moment in zip(MEMBERS, (since, sunset), strict=True):
            if moment is None:
                yield view.at("deprecated"), f"{view.id} is deprecated, and {member} is no time with an offset"
        if since is not None and sunset is not None and sunset - since < NOTICE:
            yield view.at("x-sunset-at"), f"{view.id} goes less than {NOTICE.days} days after it was deprecated"
        for answer in view.good:
            missing = [name for name in HEADERS if name not in answer.headers]
            if missing:
                yield answer.source, f"{answer.name} of a deprecated operation lacks {', '.join(missing)}"


def _moment(operation: Operation, member: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(operation.raw.get(member)))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


RULES = (deprecation_notice,)
