"""Settings are read from the environment and refused with a reason before anything starts."""

from __future__ import annotations

import pytest
from vouajudar_stub.settings import Settings, SettingsError


def test_without_a_word_the_settings_are_their_defaults() -> None:
    assert Settings.from_environment({"PATH": "/bin"}) == Settings()


def test_every_setting_is_read_as_what_it_is() -> None:
    settings = Settings.from_environment(
        {
            "VOUAJUDAR_HOST": "0.0.0.0",  # noqa: S104
            "VOUAJUDAR_PORT": "0",
            "VOUAJUDAR_SANDBOX": "true",
            "VOUAJUDAR_RATE_LIMIT_FACTOR": "1000",
            "VOUAJUDAR_LOG_LEVEL": "debug",
        }
    )
    assert settings == Settings(host="0.0.0.0", port=0, sandbox=True, rate_limit_factor=1000, log_level="debug")  # noqa: S104


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("VOUAJUDAR_PORT", "http", "a whole number"),
        ("VOUAJUDAR_PORT", "70000", "from 0 to 65535"),
        ("VOUAJUDAR_PORT", "-1", "a whole number"),
        ("VOUAJUDAR_PORT", "٨٠", "a whole number"),
        ("VOUAJUDAR_SANDBOX", "yes", "true or false"),
        ("VOUAJUDAR_RATE_LIMIT_FACTOR", "0", "from 1"),
        ("VOUAJUDAR_LOG_LEVEL", "loud", "one of debug, info"),
        ("VOUAJUDAR_COLOUR", "red", "is no setting"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_variable_s_name(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} .*{reason}"):
        Settings.from_environment({name: value})
