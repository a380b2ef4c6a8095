"""What a package is called and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What the package is called and says of itself."""

    package: str
    client: str
    root_error: str
    environment: str
    """Prefix of the environment variables."""
    problem_type: str
    """What every problem's type begins with."""
    version: str


OURS = Identity("vouajudar", "VouAjudar", "VouAjudarError", "VOUAJUDAR", "https://vouajudar.org/problems/", "1.0.0")
