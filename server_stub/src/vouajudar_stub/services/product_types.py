"""Product types: the same for everybody, for ever."""

from __future__ import annotations

from vouajudar_stub.domain.product_types import PRODUCT_TYPES
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps

_BODY = dumps({"items": [product.to_body() for product in PRODUCT_TYPES.values()]})
_TAG = answers.body_tag(_BODY)


class ProductTypes:
    """Implements `ProductTypesPort`."""

    async def list_product_types(self, call: Call) -> Reply:
        return answers.found(call, _BODY, _TAG)
