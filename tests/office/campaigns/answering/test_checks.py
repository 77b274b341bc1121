"""Remarks across the leaves of an agency, the year before, and evidence that is counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from django_scopes import scopes_disabled

from chiso.frameworks.library import load_framework
from chiso.frameworks.loader import framework_from_tree
from chiso.office.campaigns.answering.checks import Remark, check, entered_of
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.last_year import codes_before, year_before
from chiso.office.campaigns.answering.progress import count, deadline_of, states_of
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Submission
from chiso.office.files.models import DocumentUse
from chiso.office.files.services.uses import unlink_document
from tests.office.campaigns.answering.staged import document, leaf_of, put
from tests.office.campaigns.answering.staged import year_before as make_year_before
from tests.office.campaigns.making import Running, published, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def save(made: Running, node: str, given: Given) -> Answer:
    return save_answer(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node, given=given,
        expected_version=0,
    )  # fmt: skip


def remarks(made: Running) -> list[tuple[str, str, list[str]]]:
    participants = made.participants
    entered = entered_of(participants, participants.leaves_of(made.ba_dinh))
    found: list[Remark] = check(participants, entered)
    return [(one.kind, one.words.in_language("en"), [leaf.code for leaf in one.leaves]) for one in found]


def test_an_agency_that_has_nothing_has_no_remarks(made: Running) -> None:
    assert remarks(made) == []


def test_a_document_beside_two_leaves_is_listed_with_what_it_is_said_to_prove(made: Running) -> None:
    what = document(made)
    put(made, what, "6", "bảng công khai")
    put(made, what, "8", "sổ phản ánh")
    ((kind, words, leaves),) = remarks(made)
    assert (kind, leaves) == ("same_file", ["6", "8"])
    assert "bảng công khai; sổ phản ánh" in words


def test_a_document_from_outside_the_period_is_pointed_out(made: Running) -> None:
    put(made, document(made, "Báo cáo cũ", issued_on=date(2018, 5, 1)))
    assert [(kind, leaves) for kind, _, leaves in remarks(made)] == [("days", ["6"])]


def test_figures_as_the_year_before_and_points_far_above_it_are_pointed_out(made: Running) -> None:
    earlier = make_year_before(made)
    rows = [["in_time_share", "", "", "1180", "1240", ""], ["prolonged", "", "0", "", "", ""]]
    Answer.objects.create(
        campaign=earlier, unit=made.ba_dinh, agency=made.ba_dinh, node="8", field="8", layer="self_assessed",
        status="given", rows=rows,
    )  # fmt: skip
    share = InputRow("in_time_share", numerator="1180", denominator="1240")
    save(made, "8", Given((share, InputRow("prolonged", value="0"))))
    save(made, "6", published())
    found = {(kind, *leaves) for kind, _, leaves in remarks(made)}
    # Leaf 6: the council left 1 of 2 points the year before; now 2 are claimed.
    assert found == {("as_last_year", "8"), ("much_more", "6")}


def test_the_same_count_with_two_figures_is_asked_about() -> None:
    made = running("self_assessment", framework="service-quality@2022")
    participants = made.participants
    by_title: dict[str, list[tuple[str, str]]] = {}
    for leaf in participants.leaves_of(made.ba_dinh):
        for name, definition in leaf.node.inputs.items():
            if definition.denominator is not None:
                by_title.setdefault(str(definition.denominator.vi), []).append((leaf.code, name))
    shared = next((places for places in by_title.values() if len(places) > 1), None)
    assert shared is not None, "decision 766 counts the same dossiers in several criteria"
    for (code, name), of in zip(shared[:2], ("1240", "1200"), strict=True):
        save(made, code, Given((InputRow(name, numerator="0", denominator=of),)))
    found = [(kind, leaves) for kind, _, leaves in remarks(made) if kind == "same_words"]
    assert ("same_words", [code for code, _ in shared[:2]]) in found


def test_the_year_before_is_found_by_what_is_measured_not_by_its_code(made: Running) -> None:
    now = load_framework("one-stop-shop@2018")
    tree = json.loads(json.dumps(now.tree))
    tree["version"] = "2017"
    codes = [node["code"] for node in tree["nodes"]]
    for node in tree["nodes"]:
        # The year before stood the other way round, under names that say what is measured.
        node["concept"] = node.get("concept") or node["code"]
        node["code"] = f"T{len(codes) - codes.index(node['code'])}"
    before = framework_from_tree(tree, name="")
    assert codes_before(now, before)["6"] == f"T{len(codes) - codes.index('6')}"
    assert codes_before(now, now)["6"] == "6"


def test_the_year_before_shows_what_was_said_and_what_counted(made: Running) -> None:
    make_year_before(made)
    before = year_before(made.participants, leaf_of(made, "6"))
    assert before is not None
    assert before.said is not None
    assert before.counted is not None
    assert (before.said.points, before.counted.points) == (Fraction(2), Fraction(1))
    nothing = year_before(made.participants, leaf_of(made, "7"))
    assert nothing is not None
    assert nothing.layers == ()


def test_a_campaign_that_was_copied_from_none_has_no_year_before(made: Running) -> None:
    assert year_before(made.participants, leaf_of(made, "6")) is None


def test_a_leaf_is_done_with_figures_and_a_document_or_an_explanation(made: Running) -> None:
    save(made, "6", published())
    save(made, "9", Given(status="missing", note="Không có dịch vụ trực tuyến"))
    save(made, "8", Given((InputRow("prolonged", value="0"),), note="Đang chờ sổ"))

    def states() -> dict[str, tuple[str, tuple[str, ...]]]:
        found = states_of(made.campaign, made.participants.leaves_of(made.ba_dinh))
        return {one.leaf.code: (one.state, one.lacks) for one in found}

    assert states()["6"] == ("part", ("proof",))
    assert states()["9"] == ("done", ())
    assert states()["8"] == ("part", ("figures",))
    assert states()["1"] == ("none", ("figures", "proof"))
    put(made, document(made))
    assert states()["6"] == ("done", ())
    assert count(states_of(made.campaign, made.participants.leaves_of(made.ba_dinh))).done == 2
    Answer.objects.filter(node="6").update(origin="statistic")
    found = count(states_of(made.campaign, made.participants.leaves_of(made.ba_dinh)))
    # What comes from elsewhere is not the agency's to do.
    assert (found.done, found.of, found.left) == (1, 8, 7)


def test_evidence_put_there_or_taken_away_is_counted_and_lets_an_approval_fall(made: Running) -> None:
    save(made, "6", published())

    def approve() -> None:
        Submission.objects.update(state="approved", approved_revision=1)

    approve()
    put(made, document(made))
    submission = Submission.objects.get()
    assert (Answer.objects.get().evidence, submission.state, submission.revision) == (1, "drafting", 2)
    approve()
    use = DocumentUse.objects.get()
    unlink_document(actor=made.people["officer"], use=use, reason="nhầm")
    submission.refresh_from_db()
    assert (Answer.objects.get().evidence, submission.state, submission.revision) == (0, "drafting", 3)
    # Taken away already: nothing changes any more.
    unlink_document(actor=made.people["officer"], use=use, reason="nhầm")
    submission.refresh_from_db()
    assert submission.revision == 3


def test_evidence_that_came_before_the_figures_counts_once_they_are_there(made: Running) -> None:
    put(made, document(made))
    assert save(made, "6", published()).evidence == 1


def test_the_deadline_is_that_of_the_open_phase_else_the_next_else_the_last(made: Running) -> None:
    phase = made.campaign.phases.get()
    found = deadline_of(made.campaign, made.ba_dinh, ("self_assessment",))
    assert found is not None
    assert (found.state, found.closes_at) == ("open", phase.closes_at)
    made.close("self_assessment")
    found = deadline_of(made.campaign, made.ba_dinh, ("self_assessment",))
    assert found is not None
    assert found.state == "over"
    assert deadline_of(made.campaign, made.ba_dinh, ("explanation",)) is None
