"""Passwords that leaked elsewhere are looked up in a file in order, as Pwned Passwords is handed out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from chiso.office import configuration as configuring
from chiso.office.configuration import Configuration
from chiso.office.people import breached
from chiso.office.people.breached import faults_of_list, is_on_list
from chiso.office.people.checks import check_password_rules
from chiso.office.running.doctor import settings as examining
from tests.office.making import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAKED = "bảy con chim sẻ trên mái"
# As printed by coreutils: printf 'P@ssw0rd' | sha1sum.
KNOWN = ("P@ssw0rd", "21BD12DC183F740EE76F27B78EB39C8AD972A757")


def write_list(path: Path, passwords: list[str], *, end: str = "\n", count: str = ":3") -> Path:
    hashes = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)
    path.write_bytes("".join(one + count + end for one in hashes).encode())
    return path


def use_list(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    found = Configuration(breached_passwords=named)
    for module in (configuring, breached):
        monkeypatch.setattr(module, "configuration", lambda: found)


def test_a_password_that_leaked_is_refused_and_another_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person()
    assert check_password_rules(LEAKED, person) == []
    path = write_list(tmp_path / "leaked.txt", [LEAKED, *(f"of others {number}" for number in range(999))])
    use_list(monkeypatch, str(path))
    (problem,) = check_password_rules(LEAKED, person)
    assert (problem.code, "leaked elsewhere" in problem.expected.in_language("en")) == ("CH-7104", True)
    assert check_password_rules("chín bông sen bên hồ", person) == []


def test_a_hash_made_by_another_program_is_found(tmp_path: Path) -> None:
    path = tmp_path / "leaked.txt"
    for written in (KNOWN[1], KNOWN[1].lower(), f"{KNOWN[1]}:83129\r\n", f"{KNOWN[1]}\n"):
        path.write_text(written, encoding="ascii", newline="")
        assert is_on_list(KNOWN[0], path)
        assert not is_on_list("p@ssw0rd", path)


@given(
    count=st.integers(0, 60),
    end=st.sampled_from(["\n", "\r\n"]),
    counted=st.sampled_from(["", ":1", ":4294967295"]),
)
def test_every_line_of_a_list_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, count: int, end: str, counted: str
) -> None:
    on_list = [f"password {number}" for number in range(count)]
    path = write_list(tmp_path_factory.mktemp("lists") / "list.txt", on_list, end=end, count=counted)
    assert [is_on_list(one, path) for one in on_list] == [True] * count
    assert [is_on_list(one + "!", path) for one in [*on_list, ""]] == [False] * (count + 1)


def test_a_name_that_is_not_absolute_begins_in_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(tmp_path / "leaked.txt", [LEAKED])
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    use_list(monkeypatch, "leaked.txt")
    assert [one.code for one in check_password_rules(LEAKED, make_person())] == ["CH-7104"]


def test_without_its_list_no_password_is_taken_unlooked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_list(monkeypatch, str(tmp_path / "gone.txt"))
    with pytest.raises(ImproperlyConfigured, match="breached_passwords: FileNotFoundError"):
        check_password_rules(LEAKED, make_person())


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (None, ["unreadable"]),
        ("", ["empty"]),
        (f"{'0' * 40}:1\n{'A' * 40}:2\n", []),
        (f"{'A' * 40}:1\n{'0' * 40}:2\n", ["order"]),
        ("123456\npassword\n", ["shape"]),
        (f"{'0' * 64}\n", ["shape"]),
    ],
)
def test_the_doctor_says_what_is_wrong_with_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, faults: list[str]
) -> None:
    path = tmp_path / "list.txt"
    if content is not None:
        path.write_text(content, encoding="ascii")
    assert list(faults_of_list(path)) == faults
    use_list(monkeypatch, str(path))
    assert [one.code for one in examining.list_of_breached_is_none()] == ["CH-8260"] * len(faults)
