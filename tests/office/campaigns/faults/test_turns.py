"""On SQLite writers take turns as a transaction begins: in the last hour nothing is written outside one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Receipt
from tests.office.campaigns.making import Running, running
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@contextmanager
def written_outside() -> Iterator[list[str]]:
    """The statements within that write and stand in no transaction."""
    found: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if re.match(r"(INSERT|UPDATE|DELETE)\b", sql) and not connection.in_atomic_block:
            found.append(sql.split(" (")[0])
        return execute(sql, *more)

    with connection.execute_wrapper(look):
        yield found


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    return running("self_assessment")


def _hour(made: Running, officer: Client, head: Client) -> list[int]:
    """An officer saves and sends a file, the head approves and submits; how each was answered."""
    agency, base = made.ba_dinh.key, f"/dot-danh-gia/{made.campaign.key}/"
    leaf, submission = f"{base}tu-danh-gia/{agency}/{agency}/6/", f"{base}nop/{agency}/"
    answers = {f"i-{name}": "true" for name in ("correct", "posted", "electronic")}
    file = SimpleUploadedFile("danh-sach.txt", "Hồ sơ 1\nHồ sơ 2\n".encode())
    asked = [
        officer.post(leaf, {**answers, "status": "given", "note": "Biên bản", "expected_version": "0"}),
        officer.post(f"{leaf}tai-lieu/", {"title": "Danh sách", "number": "7/DS", "file": file}),
        head.post(f"{submission}duyet/", {"expected_version": _version_in(head.get(submission))}),
    ]
    form = {"expected_version": _version_in(head.get(f"{submission}gui-di/")), "accepts_gaps": "on"}
    asked.append(head.post(f"{submission}gui-di/", form))
    return [one.status_code for one in asked]


def test_who_saves_sends_a_file_approves_and_submits_never_writes_out_of_turn(made: Running) -> None:
    officer, head = sign_in(made.people["officer"]), sign_in(made.people["head"])
    with written_outside() as found:
        statuses = _hour(made, officer, head)
    assert statuses == [303, 303, 303, 303]
    assert found == []
    with scopes_disabled():
        assert Receipt.objects.get().files == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows")
def test_who_locks_a_row_locks_none_that_others_share(made: Running) -> None:
    # PostgreSQL locks what is joined too: sorted by its campaign, an answer would lock it for the whole city.
    locking: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if "FOR UPDATE" in sql:
            locking.append(sql)
        return execute(sql, *more)

    officer, head = sign_in(made.people["officer"]), sign_in(made.people["head"])
    with connection.execute_wrapper(look):
        assert _hour(made, officer, head) == [303, 303, 303, 303]
    assert locking
    assert [sql for sql in locking if " JOIN " in sql and " OF " not in sql] == []


def _version_in(page: Any) -> str:
    found = re.search(rb'name="expected_version" value="(\d+)"', page.content)
    assert found is not None
    return found[1].decode()
