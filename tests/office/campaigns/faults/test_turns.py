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
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Receipt
from tests.office.campaigns.making import running
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


def test_who_saves_sends_a_file_approves_and_submits_never_writes_out_of_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))
    made = running("self_assessment")
    officer, head = sign_in(made.people["officer"]), sign_in(made.people["head"])
    agency, base = made.ba_dinh.key, f"/dot-danh-gia/{made.campaign.key}/"
    leaf, submission = f"{base}tu-danh-gia/{agency}/{agency}/6/", f"{base}nop/{agency}/"
    answers = {f"i-{name}": "true" for name in ("correct", "posted", "electronic")}
    file = SimpleUploadedFile("danh-sach.txt", "Hồ sơ 1\nHồ sơ 2\n".encode())
    with written_outside() as found:
        asked = [
            officer.post(leaf, {**answers, "status": "given", "note": "Biên bản", "expected_version": "0"}),
            officer.post(f"{leaf}tai-lieu/", {"title": "Danh sách", "number": "7/DS", "file": file}),
            head.post(f"{submission}duyet/", {"expected_version": _version_in(head.get(submission))}),
        ]
        page = head.get(f"{submission}gui-di/")
        form = {"expected_version": _version_in(page), "accepts_gaps": "on"}
        asked.append(head.post(f"{submission}gui-di/", form))
    assert [one.status_code for one in asked] == [303, 303, 303, 303]
    assert found == []
    with scopes_disabled():
        assert Receipt.objects.get().files == 1


def _version_in(page: Any) -> str:
    found = re.search(rb'name="expected_version" value="(\d+)"', page.content)
    assert found is not None
    return found[1].decode()
