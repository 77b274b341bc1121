"""Whatever text of these apps names a person, the name is gone from the database once the person is erased.

Every free text of every row of a small city is made to name somebody; then that person is erased, and every
table is read. Campaigns, surveys, plans, tasks and inspections, which keep more of what a person wrote, hold
the same by tests of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.api.models import Answered, Token
from chiso.office.api.services import erase_tokens
from chiso.office.drafting.models import Draft, NodeComment
from chiso.office.files import storage
from chiso.office.files.models import Content, Document, Revision, Upload
from chiso.office.files.selectors import search_text_of
from chiso.office.ledger.erasing import Erasure, erase_person
from chiso.office.ledger.models import Words
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import ContactPoint
from chiso.office.people.models import Invitation, Person
from chiso.office.people.roles import Role
from chiso.units import make_slug
from tests.office.making import make_person
from tests.office.routes_samples import World, make_world

pytestmark = pytest.mark.django_db
NAME, USERNAME, MAIL = "Đặng Quỳnh Xoá Tên", "quynh.xoaten", "quynh.xoaten@example.vn"
APPS = ("people", "organisation", "files", "notices", "drafting", "api")

# Texts that lose what names a person.
ERASED = {
    "person": {"username", "full_name", "email"},
    "invitation": {"full_name", "email"},
    "standin": {"document"},
    "team": {"name", "purpose"},
    "contactpoint": {"name", "telephone", "email"},
    "document": {"issuer", "title", "excerpt", "page", "search_text"},
    "revision": {"name", "note"},
    "documentuse": {"page", "note"},
    "upload": {"name"},
    "notice": {"facts"},
    "draft": {"origin_words", "returned_words"},
    "nodecomment": {"words"},
    "question": {"answer"},
    "consultation": {"words"},
    "opinion": {"words", "answer"},
    "opinionauthor": {"name", "contact"},
    "frozen": {"errata_words"},
    "trial": {"answers_name", "units_name"},
    "token": {"name"},
    "answered": {"body"},
}
# Texts that stay: names of offices and where they belong, the set itself in each of its forms, what a
# program wrote. None speaks of a person.
STAYS = {
    "person": {"password"},
    "appointment": {"nodes"},
    "standin": {"actions"},
    "invitation": {"nodes"},
    "agency": {"name", "sort_key"},
    "agencyform": {"code", "name", "level", "kind", "group", "regime", "aliases"},
    "proposal": {"name", "table", "regime"},
    "section": {"name"},
    "contactpoint": {"matter"},
    "assignment": {"node"},
    "document": {"number"},
    "content": {"sha256", "scan_found"},
    "revision": {"received", "marking"},
    "documentuse": {"node"},
    "upload": {"expected_sha256", "kept_path", "received", "kept_sha256", "marking"},
    "notice": {"kind", "address"},
    "draft": {"identifier", "version_name", "title", "head"},
    "draftnode": {"content"},
    "change": {"verb", "before", "after"},
    "nodecomment": {"node"},
    "question": {"code", "node", "place", "found", "asks", "choices"},
    "consultation": {"title", "slug", "document"},
    "opinion": {"node", "node_code"},
    "publicpost": {"address_digest"},
    "frozen": {"identifier", "version_name", "title", "hash", "document", "decision_number"},
    "programme": {"name", "title", "period", "calendar"},
    "league": {"name", "framework", "units", "bands"},
    "trial": {"against", "period", "document_hash", "results"},
    "token": {"scopes"},
    "answered": {"idempotency_key", "asked"},
}  # fmt: skip

# What a field holds where that is no sentence: a body of the API, what a search looks into, name of a file.
PLAIN = {
    "body": json.dumps({"name": NAME}),
    "search_text": search_text_of("12/BC", "Sở Y tế", f"Gửi {NAME}"),
}


def texts() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every text of these apps that is no key and no word of a list."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
                is_name = field.name == "username"
                if is_text and not field.choices and (is_name or not field.unique):
                    yield model, field


def test_each_text_is_erased_or_is_said_to_stay() -> None:
    found: dict[str, set[str]] = {}
    for model, field in texts():
        found.setdefault(str(model._meta.model_name), set()).add(field.name)
    told = {name: ERASED.get(name, set()) | STAYS.get(name, set()) for name in {*ERASED, *STAYS}}
    assert found == told


def make_rows(world: World, leaver: Person) -> None:
    """A row, at least, of whatever keeps a text."""
    for app in APPS:
        for file in sorted((Path(__file__).parents[1] / app).glob("**/samples.py")):
            inside = file.with_suffix("").relative_to(Path(__file__).parents[1])
            import_module(".".join(("tests.office", *inside.parts))).samples(world)
    draft, colleague = Draft.objects.first(), world.colleague.person
    NodeComment.objects.create(draft=draft, node="1", author=colleague, words="Nên rõ hơn.")
    for person in (leaver, colleague):
        token = Token.objects.create(
            person=person, name="Máy của tôi", digest=person.key, expires_at=timezone.now()
        )
        Answered.objects.create(token=token, idempotency_key="1", asked="", status=200, body="{}")


def name_them_everywhere(world: World, leaver: Person) -> None:
    """Put the name into every text that an erasure empties."""
    make_rows(world, leaver)
    Token.objects.filter(person=leaver).update(name=f"Máy của {NAME}")
    Invitation.objects.update(revoked_at=timezone.now())
    for model, field in texts():
        kind = str(model._meta.model_name)
        if kind in ("person", "token") or field.name not in ERASED.get(kind, ()):
            continue
        rows = model._base_manager.all()
        assert rows.exists(), f"no {kind} to look at"
        value: object = f"Gửi {NAME.upper()}"
        if isinstance(field, models.EmailField):
            value = MAIL
        elif isinstance(field, models.JSONField):
            value = {"title": value, "of": [1, NAME]}
        elif field.name in PLAIN:
            value = PLAIN[field.name]
        rows.update(**{field.name: value})


def places_that_name(*words: str) -> list[tuple[str, str]]:
    """Table and name of every row, of any app, in which one of these stands, whatever its letters."""
    found = []
    escaped = [json.dumps(form)[1:-1].casefold() for one in words for form in (one, one.upper(), one.lower())]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                told = repr(row).casefold()
                found += [(table, one) for one in words if one.casefold() in told]
                found += [(table, one) for one in escaped if one in told.replace("\\\\", "\\")]
    return found


def test_a_file_whose_name_tells_of_the_person_gets_another_and_what_is_on_its_way_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(storage, "home", lambda: tmp_path)
    world = make_world()
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    leaver = make_person(NAME, username=USERNAME, left_at=timezone.now())
    others, theirs = (
        Upload.objects.create(
            owner=owner,
            agency=world.own,
            name="anh.png",
            size=9,
            path=storage.new_upload_path(),
            expires_at=timezone.now(),
        )
        for owner in (world.colleague.person, leaver)
    )
    for upload in (others, theirs):
        storage.write_piece(upload.path, 0, b"nine byte")
    with scopes_disabled():
        document = Document.objects.create(agency=world.own, title="Biên bản", added_by=leaver)
        content = Content.objects.create(
            agency=world.own, sha256="0" * 64, size=1, kind="pdf", path="a/b", scan="clean"
        )
        names = ("don cua Dang Quynh Xoa Ten.PDF", "dang_quynh_xoa_ten.pdf", "quynh-xoaten.docx", "hop.pdf")
        for number, name in enumerate(names, 1):
            Revision.objects.create(
                document=document, number=number, content=content, name=name, uploaded_by=leaver
            )
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
        kept = list(Revision.objects.order_by("number").values_list("name", flat=True))
        states = dict(Upload.objects.values_list("owner", "state"))
    assert kept == ["tep.PDF", "tep.pdf", "tep.docx", "hop.pdf"]
    assert states == {world.colleague.person.pk: "open", leaver.pk: "cancelled"}
    assert [(storage.folder() / one.path).exists() for one in (others, theirs)] == [True, False]


@pytest.mark.parametrize(("full_name", "username"), [("Nguyễn Văn Minh", "minh"), ("Minh", "nguyen.minh")])
def test_a_name_that_is_an_ordinary_word_takes_no_text_along(full_name: str, username: str) -> None:
    world = make_world()
    leaver = make_person(full_name, username=username, left_at=timezone.now())
    with scopes_disabled():
        for title in ("Tài liệu minh chứng", f"Giao cho {full_name} ({username})"):
            Document.objects.create(agency=world.own, title=title, added_by=leaver)
        administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
        erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
        assert sorted(Document.objects.values_list("title", flat=True)) == ["Tài liệu minh chứng", "–"]


def test_who_has_the_same_name_keeps_an_open_invitation() -> None:
    world = make_world()
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    leaver = make_person(NAME, username=USERNAME, email=MAIL, left_at=timezone.now())
    tomorrow, yesterday = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    for number, (email, expires_at) in enumerate(
        (("another@example.vn", tomorrow), (MAIL, tomorrow), ("old@example.vn", yesterday))
    ):
        Invitation.objects.create(
            full_name=NAME, email=email, role=Role.AUDITOR, expires_at=expires_at, invited_by=administrator,
            token_digest=str(number),
        )  # fmt: skip
    erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
    left = Invitation.objects.order_by("token_digest").values_list("full_name", "email")
    assert list(left) == [(NAME, "another@example.vn"), ("", ""), ("", "")]


def test_who_has_the_same_name_keeps_what_is_said_of_them() -> None:
    world = make_world()
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    leaver = make_person(NAME, username=USERNAME, email=MAIL, left_at=timezone.now())
    namesake = make_person(NAME, username="quynh.2", email="quynh.2@example.vn")
    past = timezone.now() - timedelta(days=1)
    Invitation.objects.create(
        full_name=NAME, email="", role=Role.AUDITOR, expires_at=past, accepted_by=namesake, token_digest="1"
    )
    for email in ("Quynh.2@example.vn", MAIL, ""):
        ContactPoint.objects.create(agency=world.own, matter="m", name=NAME, telephone="1", email=email)
    for actor in (namesake, leaver):
        with unit_of_work("accounts", actor=actor) as work:
            work.record("changed", world.own)
    erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
    assert Invitation.objects.get(token_digest="1").full_name == NAME
    points = ContactPoint.objects.filter(matter="m").order_by("pk")
    assert [one.telephone for one in points] == ["1", "", ""]
    acted = Words.objects.filter(name="actor", person__in=(leaver.pk, namesake.pk)).order_by("pk")
    assert [one.text for one in acted] == [NAME, ""]


@pytest.mark.parametrize(
    ("name", "words", "is_named"),
    [
        ("Lê An", "Gửi Lê Anh, Lê Ánh", False),
        ("Lê An", "Gửi lê  AN.", True),
        ("Lê Văn Đức", "Lê Văn ĐỨC", True),
        ("an@hue.vn", "lan@hue.vn, ha.an@hue.vn", False),
        ("an@hue.vn", "Thư: AN@hue.vn.", True),
        ("an.le", "an.le2, an.le.ha@hue.vn, ha-an.le", False),
        ("an.le", "(an.le), an.le@hue.vn", True),
        ("an.le", "Giao cho an.le...", True),
    ],
)
def test_a_name_is_found_as_words_of_its_own(name: str, words: str, is_named: bool) -> None:
    erasure = Erasure(make_person(), (name,), timezone.now(), "12/YC")
    make_person("Ai đó")
    Person.objects.update(full_name=words)
    assert Person.objects.filter(erasure.named_in("full_name")).exists() == is_named
    assert erasure.is_named_in(words) == is_named
    assert (erasure.replaced_in(words) != words) == is_named


def test_an_answer_kept_for_the_program_of_somebody_else_stays_without_the_name() -> None:
    leaver, colleague = make_person("Lê An"), make_person()
    bodies = [
        '{"key": "1", "by": ["Lê An", "Lê Anh"]}',
        json.dumps({"by": "Gửi LÊ AN"}),
        "Lê An, Lê Anh",
        "{}",
    ]
    for owner in (leaver, colleague):
        token = Token.objects.create(person=owner, name="", digest=owner.key, expires_at=timezone.now())
        for number, body in enumerate(bodies):
            Answered.objects.create(token=token, idempotency_key=str(number), asked="", status=201, body=body)
    assert erase_tokens(Erasure(leaver, ("Lê An",), timezone.now(), "12/YC")) == len(bodies) + 3 + 1
    kept = list(Answered.objects.order_by("idempotency_key").values_list("token__person", "body"))
    assert {owner for owner, _ in kept} == {colleague.pk}
    told = [body for _, body in kept]
    assert [json.loads(one) for one in told[:2]] == [{"key": "1", "by": ["–", "Lê Anh"]}, {"by": "–"}]
    assert told[2:] == ["–, Lê Anh", "{}"]


def test_a_name_is_replaced_wherever_it_stands_and_nothing_else() -> None:
    erasure = Erasure(make_person(), ("Lê An", "an.le", "an@hue.vn"), timezone.now(), "12/YC")
    told = "Lê An Lê An\nlê  AN, Lê Anh; an.le,(an.le) an.le2 <AN@hue.vn> lan@hue.vn Lê An"
    expected = "– –\n–, Lê Anh; –,(–) an.le2 <–> lan@hue.vn –"
    assert erasure.replaced_in(told) == expected


@pytest.mark.parametrize(
    ("full_name", "kept"),
    [
        ("Hồ An", ["bc hoan thanh.pdf", "ho anh.pdf", "tep.pdf"]),
        ("王 小明", ["bc hoan thanh.pdf", "ho anh.pdf", "ho-an.pdf"]),
    ],
)
def test_a_file_whose_name_holds_other_words_keeps_it(full_name: str, kept: list[str]) -> None:
    world = make_world()
    leaver = make_person(full_name, username="an", left_at=timezone.now())
    for name in ("bc hoan thanh.pdf", "ho anh.pdf", "ho-an.pdf"):
        Upload.objects.create(
            owner=world.colleague.person, agency=world.own, name=name, size=1, path=name,
            expires_at=timezone.now(),
        )  # fmt: skip
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    with scopes_disabled():
        erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
        assert list(Upload.objects.order_by("pk").values_list("name", flat=True)) == kept


def test_no_table_names_who_was_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "home", lambda: tmp_path)
    world = make_world()
    leaver = make_person(NAME, username=USERNAME, email=MAIL, left_at=timezone.now())
    administrator = world.people[Role.ACCOUNT_ADMINISTRATOR]
    with scopes_disabled():
        name_them_everywhere(world, leaver)
        assert {"notices_notice", "files_document", "drafting_opinion"} <= {
            table for table, _ in places_that_name(NAME)
        }
        erase_person(actor=administrator, person=leaver, request="12/YC", expected_version=1)
        assert places_that_name(NAME, USERNAME, MAIL, make_slug(NAME)) == []
        # What proves something is still found by what it is.
        assert set(Document.objects.values_list("title", flat=True)) == {"–"}
    assert verify_ledger().problems == ()
