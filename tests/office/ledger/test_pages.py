"""The record on screen: for the auditor; others are told why not."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import pytest
from django.test import Client
from django.utils import timezone

from chiso.office.inspections.services.preparing import DrawSettings, InspectionFacts
from chiso.office.ledger.models import Entry, Words
from chiso.office.ledger.verbs import declared_verbs, name_of_field
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.people.signing import PROVED_AT
from chiso.office.tasks.services.directives import DirectiveFacts
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("CHISO_HOME", str(tmp_path))


def signed_in(role: Role) -> tuple[Client, Person]:
    person = make_person(f"Người giữ vai {role}")
    appoint(person, role)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, person


def write(actor: Person, count: int = 1, **words: str) -> None:
    for _ in range(count):
        with unit_of_work("accounts", actor=actor) as work:
            work.record("language_chosen", actor, facts={"language": "vi"}, words=words)


def test_the_auditor_reads_filters_and_takes_the_record_away() -> None:
    client, auditor = signed_in(Role.AUDITOR)
    write(auditor, reason="=cmd|' /C calc'!A0")
    page = client.get("/so-cai/").content.decode()
    assert auditor.full_name in page
    assert "<small><code>" in page
    assert auditor.full_name not in client.get("/so-cai/?verb=erased").content.decode().partition("<main")[2]
    table = b"".join(client.get("/so-cai/xuat.csv")).decode("utf-8-sig")
    [head, *rows] = list(csv.reader(io.StringIO(table)))
    # A cell that a spreadsheet would compute arrives as text.
    assert rows[-1][head.index("reason")] == "'=cmd|' /C calc'!A0"
    assert len(rows) == Entry.objects.count()


def test_older_entries_follow_page_by_page() -> None:
    client, auditor = signed_in(Role.AUDITOR)
    write(auditor, 60)
    first = client.get("/so-cai/").content.decode()
    before = first.partition("before=")[2].partition('"')[0]
    second = client.get(f"/so-cai/?before={before}").content.decode()
    assert first.count("<small><code>") == 50
    assert second.count("<small><code>") == Entry.objects.count() - 50


@pytest.mark.parametrize(
    "address",
    ["/so-cai/?before=x", "/so-cai/?before=99999999999999999999999", "/so-cai/?first_day=32/13/2026"],
)
def test_what_cannot_be_read_in_an_address_is_left_out(address: str) -> None:
    client, _ = signed_in(Role.AUDITOR)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CITY_LEADER, Role.SYSTEM_ADMINISTRATOR])
def test_others_do_not_read_the_record(role: Role) -> None:
    client, _ = signed_in(role)
    assert client.get("/so-cai/").status_code == 403
    assert client.get("/so-cai/xuat.csv").status_code == 403


def test_the_record_is_verified_on_screen() -> None:
    client, auditor = signed_in(Role.AUDITOR)
    write(auditor, 3)
    assert "callout flash good" in client.post("/so-cai/kiem-chung/").content.decode()
    Entry.objects.filter(sequence=2).update(facts={"language": "en"})
    page = client.post("/so-cai/kiem-chung/").content.decode()
    assert "CH-7301" in page
    assert "callout flash bad" in page


def test_a_person_is_erased_on_screen_after_a_code() -> None:
    client, _ = signed_in(Role.ACCOUNT_ADMINISTRATOR)
    gone = make_person("Người Đã Nghỉ", left_at=timezone.now())
    write(gone)
    address = f"/so-cai/xoa/{gone.key}/"
    # Where the last code was given long ago, the page asks for one and does nothing.
    session = client.session
    session[PROVED_AT] = 0
    session.save()
    assert client.post(address, {"request_number": "12/YC", "expected_version": "1"}).status_code == 403
    assert Person.objects.get(pk=gone.pk).full_name == "Người Đã Nghỉ"
    session[PROVED_AT] = int(timezone.now().timestamp())
    session.save()
    client.post(address, {"request_number": "", "expected_version": "1"})
    assert Person.objects.get(pk=gone.pk).full_name == "Người Đã Nghỉ"
    client.post(address, {"request_number": "12/YC", "expected_version": "1"})
    assert Person.objects.get(pk=gone.pk).full_name == ""
    assert not Words.objects.filter(text__contains="Người Đã Nghỉ").exists()


def test_every_verb_that_a_service_records_says_something() -> None:
    import ast
    from pathlib import Path

    import chiso.office

    recorded = set()
    for path in Path(chiso.office.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "record" and call.args:
                recorded |= {
                    one.value
                    for one in ast.walk(call.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    assert recorded - set(declared_verbs()) == set()
    assert len(recorded) > 30
    # A verb enters the hash of its entry: it is never renamed, so all are written alike from the first.
    assert [verb for verb in declared_verbs() if not re.fullmatch("[a-z]+(_[a-z]+)*", verb)] == []


# What the entries of a verb may list as changed.
CHANGED = {
    "inspection_changed": (InspectionFacts, DrawSettings),
    "directive_corrected": (DirectiveFacts,),
}


def test_every_field_that_an_entry_lists_as_changed_has_a_name() -> None:
    listing = {verb for verb, sentence in declared_verbs().items() if "{fields}" in sentence.message}
    assert listing == CHANGED.keys()
    for verb, kinds in CHANGED.items():
        fields = [one.name for kind in kinds for one in dataclasses.fields(kind)]
        assert [field for field in fields if name_of_field(verb, field) is None] == []
