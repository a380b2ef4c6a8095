"""The wire facts of one operation; the generated table holds one of these for each."""

from __future__ import annotations

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Operation(Generic[T_co]):
    """What a call of this operation looks like on the wire. The type parameter is what the method gives back."""

    __slots__ = (
        "accept",
        "body_type",
        "conditional",
        "explode",
        "id",
        "keyed",
        "method",
        "optional_body",
        "path",
        "public",
        "result",
        "safe",
    )

    def __init__(
        self,
        id: str,  # noqa: A002
        method: str,
        path: str,
        result: str | None = None,
        *,
        accept: str = "application/json",
        body_type: str | None = None,
        optional_body: bool = False,
        explode: frozenset[str] = frozenset(),
        keyed: bool = False,
        conditional: bool = False,
        public: bool = False,
    ) -> None:
        self.id = id
        self.method = method
        self.path = path
        """Template with a `{}` for each path parameter, in order."""
        self.result = result
        """Name of the model of the answer; None for an answer without one."""
        self.accept = accept
        self.body_type = body_type
        """Media type of the request body; None when there is none."""
        self.optional_body = optional_body
        """A call that gives no member sends no body at all."""
        self.explode = explode
        """Query parameters whose list is sent as repeated pairs; the others are joined by commas."""
        self.keyed = keyed
        """Takes an Idempotency-Key: the SDK makes one when the caller gives none."""
        self.conditional = conditional
        """Takes If-Match: the SDK sends the version of a resource that is passed instead of its id."""
        self.public = public
        """Needs no credential, and gets none."""
        self.safe = method in ("GET", "HEAD", "OPTIONS")

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"
