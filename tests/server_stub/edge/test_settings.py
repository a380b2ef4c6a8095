"""Settings are read from the environment and refused with a reason before anything starts."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from vouajudar_stub.settings import Settings, SettingsError

PASSWORD = "geheim-und-lang"
ADDRESS = f"postgresql://stub:{PASSWORD}@db.example.org/vouajudar"


def test_without_a_word_the_settings_are_their_defaults() -> None:
    assert Settings.from_environment({"PATH": "/bin"}) == Settings()


def test_every_setting_is_read_as_what_it_is() -> None:
    settings = Settings.from_environment(
        {
            "VOUAJUDAR_HOST": "0.0.0.0",  # noqa: S104
            "VOUAJUDAR_PORT": "0",
            "VOUAJUDAR_WORKERS": "4",
            "VOUAJUDAR_DATABASE": ADDRESS,
            "VOUAJUDAR_SANDBOX": "true",
            "VOUAJUDAR_WEBHOOKS": "false",
            "VOUAJUDAR_NOTIFICATIONS": "0",
            "VOUAJUDAR_ANALYTICS": "1",
            "VOUAJUDAR_RATE_LIMIT_FACTOR": "1000",
            "VOUAJUDAR_TOKEN_KEY_DAYS": "7",
            "VOUAJUDAR_LOG_LEVEL": "debug",
        }
    )
    assert settings == Settings(
        host="0.0.0.0",  # noqa: S104
        port=0,
        workers=4,
        database=ADDRESS,
        sandbox=True,
        webhooks=False,
        notifications=False,
        rate_limit_factor=1000,
        token_key_days=7,
        log_level="debug",
    )


def test_what_is_given_counts_before_the_environment() -> None:
    environment = {"VOUAJUDAR_PORT": "1", "VOUAJUDAR_HOST": "::1"}
    assert Settings.from_environment(environment, port=2, host=None) == Settings(port=2, host="::1")


def test_the_environment_of_a_child_says_the_same() -> None:
    settings = Settings(database=ADDRESS, workers=2, sandbox=True, webhooks=False)
    assert Settings.from_environment(settings.to_environment()) == settings
    assert len(settings.to_environment()) == len(fields(Settings))


def test_settings_of_the_sdk_and_of_tests_may_stand_beside_ours() -> None:
    beside = {"VOUAJUDAR_API_KEY": "va_test_x", "VOUAJUDAR_BASE_URL": "http://127.0.0.1/v1", "VOUAJUDAR_TEST_ANYTHING": "1"}
    assert Settings.from_environment(beside) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("VOUAJUDAR_HOST", "", "a name or an address"),
        ("VOUAJUDAR_HOST", "local host", "a name or an address"),
        ("VOUAJUDAR_PORT", "http", "a whole number"),
        ("VOUAJUDAR_PORT", "70000", "from 0 to 65535"),
        ("VOUAJUDAR_PORT", "-1", "a whole number"),
        ("VOUAJUDAR_PORT", "٨٠", "a whole number"),
        ("VOUAJUDAR_WORKERS", "0", "from 1 to 64"),
        ("VOUAJUDAR_WORKERS", "65", "from 1 to 64"),
        ("VOUAJUDAR_WORKERS", "2", "1 with SQLite, where one process writes"),
        ("VOUAJUDAR_DATABASE", "mysql://root:geheim@h/x", "the path of an SQLite file"),
        ("VOUAJUDAR_DATABASE", "postgresql://stub:geheim@db.example.org:port/x", "<user>@<host>/<name>"),
        ("VOUAJUDAR_DATABASE", "postgresql://stub:geheim@[::1/x", "<user>@<host>/<name>"),
        ("VOUAJUDAR_SANDBOX", "yes", "true or false"),
        ("VOUAJUDAR_WEBHOOKS", "", "true or false"),
        ("VOUAJUDAR_RATE_LIMIT_FACTOR", "0", "from 1"),
        ("VOUAJUDAR_STREAM_SECONDS", "0", "seconds from 1"),
        ("VOUAJUDAR_TOKEN_KEY_DAYS", "one", "a whole number"),
        ("VOUAJUDAR_LOG_LEVEL", "loud", "one of debug, info"),
        ("VOUAJUDAR_COLOUR", "red", "is no setting"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_variable_s_name(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} .*{reason}") as refused:
        Settings.from_environment({name: value})
    assert "geheim" not in str(refused.value)


def test_several_workers_need_postgresql() -> None:
    for database in ("", "world.db", "sqlite:////var/lib/world.db"):
        with pytest.raises(SettingsError, match="VOUAJUDAR_WORKERS must be 1 with SQLite"):
            Settings(workers=2, database=database)
    for database in (ADDRESS, ADDRESS.replace("postgresql", "postgres")):
        assert Settings(workers=2, database=database).workers == 2


def test_a_password_is_in_nothing_that_people_read() -> None:
    settings = Settings(database=ADDRESS)
    assert PASSWORD not in repr(settings)
    assert PASSWORD not in str(settings.shown())
    assert settings.shown()["VOUAJUDAR_DATABASE"] == "postgresql://stub:***@db.example.org/vouajudar"


def test_the_readme_of_the_stub_names_every_setting_and_no_other() -> None:
    readme = (Path(__file__).parents[3] / "server_stub" / "README.md").read_text()
    assert set(re.findall(r"VOUAJUDAR_[A-Z_]+", readme)) == Settings().to_environment().keys()
