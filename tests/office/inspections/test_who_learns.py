"""Who learns what of two visits from any address: every page, table, paper, file is asked for by people who
have nothing to do with one of them, and none of its words, keys or numbers may be in what they get.

The first visit, without notice, is signed and not handed over yet; the second is followed to its conclusion.
The draw of both is sealed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse

from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.following import services
from chiso.office.inspections.models import (
    Answer,
    Part,
    Photo,
    Seen,
    Visit,
    Voice,
    VoiceNote,
)
from chiso.office.people.models import Person, TeamMember
from chiso.office.people.roles import Role
from tests.office.inspections.following.making import (
    VISIT_DAY,
    concluded,
    found,
    inspection_of,
    issued,
    recommended,
    remedied,
    visited,
)
from tests.office.inspections.making import City, make_city, on
from tests.office.making import appoint, make_person
from tests.office.routes_samples import routes
from tests.office.signing import sign_in

# What a database answers is held on both by the tests of each page; here it is what is put together.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Where the office tells of what waits, of tasks and notices beside the pages of inspections.
BESIDE = ("home", "notices:list", "tasks:list")


class Two:
    """Both visits with all that hangs on them, and what would tell of each."""

    def __init__(self) -> None:
        self.city = city = make_city(2)
        self.made = inspection_of(city, plan={"voice_notes": True})
        self.hidden = visited(city, self.made, city.wards[0], code="KIN-01")
        self.told = visited(city, self.made, city.wards[1], code="LO-02", team=1)
        self.marks = {"hidden": self._written(self.hidden, "Kín"), "told": self._written(self.told, "Lộ")}
        self._follow()
        self.former = _inspector("Người đã rời đoàn")
        membership = TeamMember.objects.create(team=city.teams[0], person=self.former)
        membership.delete()

    def _written(self, visit: Visit, name: str) -> dict[str, str]:
        """Every kind of cell of the record, each with words of its own; what tells of the visit."""
        person = visit.team.members.first()  # type: ignore[union-attr]
        common: dict[str, Any] = {"record": visit.record, "by": person}
        Answer.objects.filter(record=visit.record, name="A1").update(note=f"{name} ghi chú")
        seen = Seen.objects.create(name=f"{visit.pk:016x}", words=f"{name} phát hiện", code="A1", **common)
        Voice.objects.create(name=f"{1:016x}", said=f"{name} lời dân", **common)
        photo = Photo.objects.create(
            name=f"{2:016x}", words=f"{name} ảnh", finding=seen.name, sha256="0" * 64,
            content=_content(self.city, "jpeg"), **common,
        )  # fmt: skip
        sound = VoiceNote.objects.create(
            name=f"{3:016x}", words=f"{name} ghi âm", heard="own", sha256="0" * 64,
            content=_content(self.city, "ogg"), **common,
        )  # fmt: skip
        talk = {"position": f"{name} chức vụ", "words": f"{name} trao đổi"}
        Part.objects.create(name="talk", value=talk, **common)
        return {
            "visit": visit.key, "place": visit.place.code, "note": f"{name} ghi chú",
            "seen": f"{name} phát hiện", "voice": f"{name} lời dân", "photo": f"{name} ảnh",
            "photo key": photo.key, "sound": f"{name} ghi âm", "sound key": sound.key,
            "position": talk["position"], "talk": talk["words"],
        }  # fmt: skip

    def _follow(self) -> None:
        """The second visit to its issued conclusion, and a recommendation that is said to be mended."""
        city, visit = self.city, self.told
        with on(VISIT_DAY, 14):
            self.handing_over = services.hand_over_record(
                actor=city.inspectors[2], visit=visit, expected_version=visit.version
            )
        finding = found(city, visit, actor=city.inspectors[2], words="Lộ kết quả", effect="burden")
        conclusion = concluded(city, visit, words="Lộ kết luận")
        recommendation = recommended(city, conclusion, [finding], words="Lộ kiến nghị")
        issued(city, conclusion)
        remediation = remedied(city, recommendation, actor=city.other_officer)
        self.followed = {
            "finding": finding, "conclusion": conclusion, "recommendation": recommendation,
            "remediation": remediation, "handing_over": self.handing_over,
        }  # fmt: skip
        keys = {f"{name} key": row.key for name, row in self.followed.items()}
        words = {"finding": "Lộ kết quả", "conclusion": "Lộ kết luận", "recommendation": "Lộ kiến nghị"}
        self.marks["told"] |= words | keys | {"number": self.handing_over.number}

    def keys(self) -> dict[str, list[str]]:
        """What an address may name, by the word with which it begins; of the whole inspection without one."""
        photos, sounds = ([one[what] for one in self.marks.values()] for what in ("photo key", "sound key"))
        return {
            "": [self.made.key], "luot": [self.hidden.key, self.told.key], "anh": photos, "ghi-am": sounds,
            "phat-hien": [self.followed["finding"].key], "ket-luan": [self.followed["conclusion"].key],
            "kien-nghi": [self.followed["recommendation"].key], "ban-giao": [self.handing_over.key],
            "khac-phuc": [self.followed["remediation"].key],
        }  # fmt: skip


def _inspector(name: str) -> Person:
    person = make_person(name)
    appoint(person, Role.INSPECTOR, valid_from=date(2019, 1, 1))
    return person


def _content(city: City, kind: str) -> Content:
    path = storage.new_kept_path()
    place = storage.place_of(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"content")
    return Content.objects.create(
        agency=city.home_affairs, sha256=path[-32:].rjust(64, "0"), size=7, kind=kind, path=path, scan="clean"
    )


def addresses(two: Two) -> Iterator[str]:
    """Every address of inspections, for what it may name here, and what is beside them."""
    yield from map(reverse, BESIDE)
    keys = two.keys()
    given = {"ending": "docx", "paper": "plan", "number": two.made.number, "name": "0" * 16}
    for route in routes():
        if not route.name.startswith("inspections:"):
            continue
        # The same address as everybody may see it: /kiem-tra/luot/<key>/…
        asked = {name: given.get(name, "KEY") for name in route.arguments}
        shape = reverse(route.name, kwargs=asked)
        word = shape.removeprefix("/kiem-tra/").partition("/")[0]
        for key in keys.get("" if word == "KEY" else word, []) if "KEY" in shape else [""]:
            yield shape.replace("KEY", key)


def text_of(answer: Any) -> str:
    """What an answer says: a page, a table, the text within a document."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            return "\n".join(held.read(name).decode("utf-8", "replace") for name in held.namelist())
    if content.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(content)
        return " ".join("".join(one.get_textpage().get_text_range() for one in pages).split())
    return str(content.decode("utf-8", "replace"))


def shown(person: Person, asked: Iterable[str]) -> dict[str, str]:
    """What a person is shown, by the address."""
    client = sign_in(person)
    answers = ((address, client.get(address)) for address in asked)
    # A refusal may repeat the address that was asked for, and nothing else.
    return {address: text_of(answer) for address, answer in answers if answer.status_code == 200}


def learned(two: Two, said: Mapping[str, str]) -> dict[str, set[str]]:
    """What that tells of each visit."""
    whole = "\n".join(said.values())
    return {
        name: {what for what, mark in marks.items() if mark in whole} for name, marks in two.marks.items()
    }


def test_nobody_learns_of_a_visit_that_is_not_theirs_from_any_address() -> None:
    two = Two()
    city, asked = two.city, list(addresses(two))
    whole = shown(city.coordinator, asked)
    # Words of citizens are read on no page; everything else is: this test would have seen it elsewhere.
    assert learned(two, whole) == {name: {*marks} - {"voice"} for name, marks in two.marks.items()}
    # Who has to do with one of them learns of that one alone; a conclusion is not for its team.
    of_record = {"visit", "note", "seen", "photo", "sound", "talk", "finding"}
    open_to_some = {*whole}
    for person, of_outcome in (
        (city.other_officer, {"conclusion", "recommendation"}),
        (city.inspectors[2], set()),
    ):
        said = shown(person, asked)
        open_to_some |= {*said}
        own = learned(two, said)
        assert own["hidden"] == set()
        assert own["told"] >= of_record | of_outcome
        assert "voice" not in own["told"]
    # What none of these is shown is shown to nobody: the access table holds that for each role.
    strangers = {
        "officer of the agency that does not know yet": city.ward_officer,
        "former member of the team": two.former,
        "auditor before the draw is opened": city.auditor,
        "statistician": city.statistician,
    }
    found_out = {name: learned(two, shown(person, open_to_some)) for name, person in strangers.items()}
    nothing = {"hidden": set[str](), "told": set[str]()}
    expected = dict.fromkeys(strangers, nothing)
    # Whoever reads all tasks reads the one that the issued conclusion has become: that visit is no secret.
    expected["auditor before the draw is opened"] = {"hidden": set(), "told": {"recommendation"}}
    assert found_out == expected
