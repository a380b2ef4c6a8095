"""From the bytes of an answer to a model, with nothing imported before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from vouajudar._answer import Answer
from vouajudar._errors import DecodingError


def decode(model: str, answer: Answer) -> Any:
    """The body as the model of this name, or as plain `str` or `bytes`. Raises DecodingError, which carries the answer."""
    if model == "bytes":
        return answer.content
    try:
        return answer.content.decode() if model == "str" else decoder(model)(answer.content)
    except ValueError as reason:
        raise DecodingError(f"the answer is not the {model} that the contract promises: {reason}", answer) from reason


@cache
def decoder(model: str) -> Callable[[bytes | str], Any]:
    """What turns JSON into the model of this name."""
    from vouajudar import models

    shape: Any = getattr(models, model)
    validate = getattr(shape, "model_validate_json", None)
    if validate is not None:
        return validate  # type: ignore[no-any-return]
    from pydantic import TypeAdapter

    return TypeAdapter[Any](shape).validate_json
