"""Who is calling, as the platform knows them."""

from __future__ import annotations

from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps

MAX_API_KEYS = 20
MAX_WEBHOOK_ENDPOINTS = 10
READS_PER_MINUTE = 600
WRITES_PER_MINUTE = 120

_KINDS = ("provider", "shelter", "dispatch", "observer")


class Me:
    """Implements `MePort`."""

    def __init__(self, rate_limit_factor: int = 1) -> None:
        self._limits = {
            "reads_per_minute": READS_PER_MINUTE * rate_limit_factor,
            "writes_per_minute": WRITES_PER_MINUTE * rate_limit_factor,
            "api_keys": MAX_API_KEYS,
            "webhook_endpoints": MAX_WEBHOOK_ENDPOINTS,
        }

    async def get_current_partner(self, call: Call) -> Reply:
        partner = call.partner
        body = dumps(
            {
                "id": partner.id,
                "name": partner.name,
                "kinds": [kind for kind in _KINDS if kind in partner.kinds],
                "mode": partner.mode,
                "organization": {"id": partner.organization_id, "name": partner.organization_name},
                "scopes": sorted(partner.scopes),
                "limits": self._limits,
            }
        )
        return answers.found(call, body, answers.body_tag(body))
