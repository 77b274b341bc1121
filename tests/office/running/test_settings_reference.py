"""The reference names every setting that there is, as it is, and none that there is not."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from chiso.office.configuration import Configuration, configuration
from chiso.office.starting import read_configuration
from chiso.problems import BadInput
from tests.installation import ROOT

PAGE = (ROOT / "docs" / "reference" / "office-settings.md").read_text("utf-8")
ROWS = {
    name: (variable, usual, says)
    for name, variable, usual, says in re.findall(
        r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE
    )
}


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    assert sorted(ROWS) == sorted(Configuration.model_fields)


@pytest.mark.parametrize("name", sorted(Configuration.model_fields))
def test_a_row_gives_variable_default_and_description(name: str) -> None:
    field = Configuration.model_fields[name]
    variable, usual, says = ROWS[name]
    assert variable == ("DATABASE_URL" if name == "database_url" else f"CHISO_{name.upper()}")
    assert usual == _shown(field.default)
    assert field.description
    assert says.startswith(field.description)


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        default = ""
    if isinstance(default, tuple):
        default = ", ".join(default)
    written = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{written}`" if written else "empty"


def test_every_variable_that_the_program_reads_is_named() -> None:
    read = set()
    for source in (ROOT / "src" / "chiso").rglob("*.py"):
        read |= set(re.findall(r"\"(CHISO_[A-Z_]+|DATABASE_URL)\"", source.read_text("utf-8")))
    named = set(re.findall(r"`((?:CHISO_[A-Z_]+)|DATABASE_URL)`", PAGE))
    assert sorted(read - named) == []


def test_a_list_of_the_environment_that_cannot_be_read_is_told_by_its_name(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    monkeypatch.setenv("CHISO_HOSTS", "office.example.vn")
    try:
        with pytest.raises(BadInput) as refused:
            read_configuration()
    finally:
        monkeypatch.undo()
        configuration.cache_clear()
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-7503", "CHISO_HOSTS")]


def test_a_variable_goes_before_the_file(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "office.toml").write_text(
        'secret_key = "from the file"\ncity = "Huế"\ndatabase_url = "postgresql://file/x"\n', encoding="utf-8"
    )
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    monkeypatch.setenv("CHISO_CITY", "Hà Nội")
    for name in ("CHISO_SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    found = Configuration()
    assert (found.city, found.database_url) == ("Hà Nội", "postgresql://file/x")
    assert found.secret_key.get_secret_value() == "from the file"
    monkeypatch.setenv("DATABASE_URL", "postgresql://environment/x")
    assert Configuration().database_url == "postgresql://environment/x"
