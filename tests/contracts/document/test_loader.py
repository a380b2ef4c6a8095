"""The loader reads YAML as JSON would mean it, and knows the line of everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.loader import load_file, load_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("True", "True"),
        ("2026-05-14", "2026-05-14"),
        ("2026-05-14T12:30:00Z", "2026-05-14T12:30:00Z"),
        ("12:30", "12:30"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("017", "017"),
        ("1_000", "1_000"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("=", "="),
        ("'5'", "5"),
        ('"true"', "true"),
        ("'null'", "null"),
        ("!!str 5", "5"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-30.0346", -30.0346),
        ("1e3", 1000.0),
        ("0", 0),
    ],
)
def test_a_plain_word_is_a_string_unless_json_says_otherwise(written: str, meant: object) -> None:
    value = load_text(f"here: {written}\n", "x.yaml").value["here"]
    assert value == meant
    assert type(value) is type(meant)


def test_keys_are_strings_also_where_they_look_like_numbers_and_words() -> None:
    assert load_text("200: a\n404: b\non: c\nnull: d\n", "x.yaml").value == {"200": "a", "404": "b", "on": "c", "null": "d"}


def test_each_part_has_the_line_of_its_key() -> None:
    text = "a:\n  b:\n\n    - x\n    - c/d: 1\n      e: |\n        long\n        text\nf: {g: 2}\n"
    file = load_text(text, "x.yaml")
    assert [file.line(p) for p in ("", "/a", "/a/b", "/a/b/0", "/a/b/1/c~1d", "/a/b/1/e", "/f/g")] == [1, 1, 2, 4, 5, 6, 9]


def test_a_part_that_is_not_there_has_the_line_of_what_is_around_it() -> None:
    assert load_text("a:\n  b: 1\n", "x.yaml").line("/a/b/c/d") == 2


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: [1,\nb: 2\n", 2, "expected ',' or ']'"),
        ("a:\n  - 1\n - 2\n", 3, "while parsing"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice"),
        ("a:\n  1: x\n  '1': y\n", 3, "the key '1' stands twice"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "merge keys"),
        ("? [a, b]\n: c\n", 1, "a key must be a plain word"),
        ("\ta: 1\n", 1, "cannot start any token"),
        ("# nothing\n", 1, "the file is empty"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_text(text, "spec/x.yaml")
    fault = caught.value.faults[0]
    assert (fault.source.file, fault.source.line) == ("spec/x.yaml", line)
    assert reason in fault.reason


def test_a_missing_file_and_one_that_is_not_utf_8_are_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"^gone\.yaml:1: no such file$"):
        load_file(tmp_path / "gone.yaml", "gone.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("city: São Paulo".encode("latin-1"))
    with pytest.raises(SpecError, match=r"^latin\.yaml:1: cannot be read"):
        load_file(latin, "latin.yaml")
