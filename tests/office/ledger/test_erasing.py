"""A person is erased: bytes gone, chain whole, the entry says under which request."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.erasing import erase_person
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.selectors import history_of
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_person

NAME, MAIL = "Đặng Quỳnh Xoá Tên", "quynh.xoaten@example.vn"


def write_about(person: Person, other: Person) -> None:
    with unit_of_work("accounts", actor=person) as work:
        work.record("changed", person, words={"reason": "tự sửa"})
    with unit_of_work("accounts", actor=other) as work:
        work.record("changed", make_agency(), words={"reason": f"theo đề nghị của {NAME}"})
    with unit_of_work("accounts", actor=other) as work:
        work.record("changed", person, words={"name": "tên cũ của người ấy"}, person=person)


def administrator() -> Person:
    person = make_person("Người quản trị")
    appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    return person


@pytest.mark.django_db
def test_texts_about_the_person_go_and_the_chain_verifies() -> None:
    person = make_person(NAME, username="quynh.xoaten", email=MAIL, left_at=timezone.now())
    other = administrator()
    write_about(person, other)
    hashes = list(Entry.objects.values_list("hash", flat=True))
    assert erase_person(actor=other, person=person, request="12/YC", expected_version=1) == 4
    assert list(Entry.objects.values_list("hash", flat=True))[:3] == hashes
    verified = verify_ledger()
    assert (verified.problems, verified.erased) == ((), 4)
    for gone in (NAME, MAIL, "quynh.xoaten", "tự sửa"):
        assert not Words.objects.filter(text__contains=gone).exists()
        assert not Person.objects.filter(full_name__contains=gone).exists()
    line = history_of(person)[-1]
    assert line.who.in_language("en") == "(erased)"  # type: ignore[union-attr]
    assert line.erased_by == ("12/YC",)
    # Another's name beside it stays.
    assert Words.objects.filter(text="Người quản trị").exists()


@pytest.mark.django_db
def test_an_erasure_needs_a_request_and_a_person_who_has_left() -> None:
    person, other = make_person(NAME), administrator()
    with pytest.raises(Incomplete) as refused:
        erase_person(actor=other, person=person, request=" ", expected_version=1)
    assert [problem.code for problem in refused.value.problems] == ["CH-7310", "CH-7311"]
    person.left_at = timezone.now()
    person.save()
    with pytest.raises(Conflict):
        erase_person(actor=other, person=person, request="12/YC", expected_version=7)
    assert Person.objects.get(pk=person.pk).full_name == NAME


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the pages of SQLite")
@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_name_is_left_in_the_files_of_sqlite(tmp_path: Path) -> None:
    person = make_person(NAME, username="quynh.xoaten", email=MAIL, left_at=timezone.now())
    other = administrator()
    write_about(person, other)
    # A text longer than a page lies in pages of its own, which an erasure frees.
    with unit_of_work("accounts", actor=other) as work:
        work.record("changed", person, words={"reason": f"{NAME}, " * 1000}, person=person)
    assert NAME.encode() in copied(tmp_path / "before.sqlite3")
    erase_person(actor=other, person=person, request="12/YC", expected_version=1)
    contents = [copied(tmp_path / "after.sqlite3"), *(path.read_bytes() for path in database_files())]
    assert [name for name in (NAME, MAIL) for content in contents if name.encode() in content] == []


def copied(path: Path) -> bytes:
    """The pages of the database, the freed ones as well."""
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return path.read_bytes()


def database_files() -> list[Path]:
    """The file of the test's database and what SQLite keeps beside it; in memory there is none."""
    name = Path(str(connection.settings_dict["NAME"]))
    return (
        [path for path in name.parent.glob(name.name + "*") if path.is_file()] if name.is_absolute() else []
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads rows as PostgreSQL casts them")
@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_name_is_left_in_the_tables_of_postgresql() -> None:
    person = make_person(NAME, username="quynh.xoaten", email=MAIL, left_at=timezone.now())
    other = administrator()
    write_about(person, other)
    erase_person(actor=other, person=person, request="12/YC", expected_version=1)
    call_command("check", database=["default"])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT COUNT(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{NAME}%"])
            assert cursor.fetchone() == (0,), table
