"""Everything taken away: `chiso score` finds the office's result in it, and nothing of what stays inside."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso import verbs
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Comment, Question, Ruling, Session
from chiso.office.campaigns.scoring import result_of_campaign
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.exporting import TITLES, take_away
from chiso.office.errors import NoRight
from chiso.office.ledger.models import Entry
from tests.cli.calling import call
from tests.office.campaigns.making import Running, by_case, published, running

pytestmark = pytest.mark.django_db


def taken(made: Running, who: str = "auditor") -> dict[str, bytes]:
    """The files of the export by name."""
    content = b"".join(take_away(actor=made.people[who], campaign=made.campaign, language="vi"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def answered() -> Running:
    """Two leaves answered by each district, one of them corrected by an appraiser."""
    made = running("self_assessment")
    for key, unit, said in (("officer", made.ba_dinh, "có"), ("officer_2", made.hoan_kiem, "không")):
        for node, given in (("6", published(said, note="=1+1")), ("1", by_case("0", "2", "0,5"))):
            with scopes_disabled():
                save_answer(
                    actor=made.people[key], campaign=made.campaign, unit=unit, node=node, given=given,
                    expected_version=0,
                )  # fmt: skip
    with scopes_disabled():
        first = Answer.objects.get(unit=made.ba_dinh, node="6")
        Answer.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="6", field="6", layer="appraised_1",
            agency=made.ba_dinh, status="given", rows=[[*row[:2], "false", *row[3:]] for row in first.rows],
            reason="other", words="+84 không khớp",
        )  # fmt: skip
    return made


def test_chiso_score_finds_the_result_of_the_office_in_it(tmp_path: Path) -> None:
    made = answered()
    for name, content in taken(made).items():
        (tmp_path / name).write_bytes(content)
    asked = ["score", made.campaign.framework, str(tmp_path / "answers.csv"), "--period", "2020"]
    asked += ["--units", str(tmp_path / "units.csv"), "--out", str(tmp_path / "out")]
    done = call(*asked)
    assert done.exit == 0, done.out + done.err
    scored = verbs.score(
        str(tmp_path / "framework.yaml"),
        tmp_path / "answers.csv",
        period="2020",
        units=tmp_path / "units.csv",
    )
    office, found = result_of_campaign(made.campaign), scored.results[0]
    assert {uid: scores.points for uid, scores in found.scores.items()} == {
        uid: scores.points for uid, scores in office.scores.items()
    }
    # The appraiser's layer counts: the decree gives no point for what is not complete.
    assert office.node("quan-ba-dinh", "6").points == found.node("quan-ba-dinh", "6").points == 0


def test_there_is_a_table_for_each_thing_and_a_line_for_it() -> None:
    files = taken(answered())
    assert set(files) == {"README.txt", *TITLES}
    readme = files["README.txt"].decode()
    assert all(name in readme for name in TITLES)
    assert "one-stop-shop@2018" in readme
    for name in set(TITLES) - {"answers.csv", "units.csv", "framework.yaml"}:
        assert files[name].startswith("\ufeff".encode()), name


def test_what_people_typed_cannot_become_a_formula_and_is_whole() -> None:
    made = answered()
    with scopes_disabled():
        Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="6", agency=made.ba_dinh,
            words="-Vì sao?\nXin rõ", asked_by=made.people["appraiser"], answer_until=timezone.now(),
        )  # fmt: skip
    files = taken(made)
    assert [row["words"] for row in rows_of(files["questions.csv"])] == ["'-Vì sao?\nXin rõ"]
    kept = {(row["unit"], row["code"], row["layer"]): row for row in rows_of(files["records.csv"])}
    assert kept["quan-ba-dinh", "6", "appraised_1"]["words"] == "'+84 không khớp"
    assert kept["quan-ba-dinh", "6", "self_assessed"]["note"] == "'=1+1"
    assert kept["quan-ba-dinh", "6", "self_assessed"]["by"] == made.people["officer"].username


def test_rulings_come_with_their_inputs_and_votes() -> None:
    made = running()
    session = Session.objects.create(
        campaign=made.campaign, number=1, held_on="2026-11-20", written_by=made.people["secretary"]
    )
    Ruling.objects.create(
        session=session, unit=made.ba_dinh, node="6", status="given", reason="other", words="Đủ căn cứ",
        rows=[["correct", "", "true", "", "", ""]], votes_for=5, votes_against=1,
    )  # fmt: skip
    (row,) = rows_of(taken(made)["rulings.csv"])
    assert (row["session"], row["unit"], row["input"], row["value"]) == (
        "1",
        "quan-ba-dinh",
        "correct",
        "true",
    )
    assert (row["votes_for"], row["votes_against"], row["abstained"]) == ("5", "1", "0")


def test_what_an_agency_says_to_itself_is_in_no_table() -> None:
    made = answered()
    secret = "đừng để lộ ra ngoài"
    with scopes_disabled():
        Comment.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="6", agency=made.ba_dinh, words=secret
        )
    assert not any(secret.encode() in content for content in taken(made).values())


def test_taking_it_is_recorded_and_is_for_coordinator_and_auditor() -> None:
    made = running()
    taken(made, "coordinator")
    assert Entry.objects.get(verb="campaign_taken_away").chain.name == chain_of(made.campaign)
    for key in ("leader", "head", "appraiser"):
        with pytest.raises(NoRight):
            take_away(actor=made.people[key], campaign=made.campaign, language="vi")


def test_it_costs_as_many_queries_for_more_answers() -> None:
    counts = []
    made = running()
    for node in ("1", "2"):
        with scopes_disabled():
            for unit in (made.ba_dinh, made.hoan_kiem):
                Answer.objects.create(
                    campaign=made.campaign, unit=unit, node=node, field=node, layer="self_assessed",
                    agency=unit, status="missing",
                )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            taken(made)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
