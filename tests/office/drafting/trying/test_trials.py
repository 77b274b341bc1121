"""A draft is tried on answers in the office: what is kept, what is shown, what is refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Draft, DraftNode, Trial
from chiso.office.drafting.trying.given import Given, read_inputs
from chiso.office.drafting.trying.selectors import is_stale
from chiso.office.drafting.trying.services import make_trial, remove_trial
from chiso.office.errors import Incomplete, NoRight, NotFound
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.problems import BadInput
from tests.office.drafting.trying.making import (
    answers,
    criterion,
    make_draft,
    make_papi_trial,
    papi_draft,
    papi_given,
    workbook,
)
from tests.office.making import appoint, make_agency, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Person:
    person = make_person("Nguyễn Thị Điều Phối")
    appoint(person, Role.COORDINATOR)
    return person


@pytest.fixture
def statistician() -> Person:
    person = make_person("Trần Văn Thống Kê")
    appoint(person, Role.STATISTICIAN)
    return person


def frozen_like(person: Person, *nodes: Any) -> str:
    """A set in force here with these criteria; its name."""
    from datetime import date

    from chiso.frameworks.document import canonical_json, content_hash
    from chiso.office.drafting.models import Frozen

    draft = make_draft(person, *nodes, identifier="older")
    tree = document_of(draft)
    Frozen.objects.create(
        identifier="older",
        version_name="2026",
        title=draft.title,
        hash=content_hash(tree),
        document=canonical_json(tree).decode(),
        draft=draft,
        decision_number="1/QĐ",
        decision_date=date(2026, 1, 5),
        approved_by=person,
    )
    return "older@2026"


def small_given(against: str, **more: Any) -> Given:
    """Three agencies of the office, by their codes."""
    agencies = [make_agency(name) for name in ("Sở A", "Sở B", "Sở C")]
    codes = [agency.forms.get().code for agency in agencies]
    points = {"x": ("9", "5", "1"), "y": ("2", "5", "8")}
    rows = [(code, name, given[n]) for name, given in points.items() for n, code in enumerate(codes)]
    return Given(
        **({"against": against, "period": "2025", "answers": answers(*rows), "answers_name": "a.csv"} | more)
    )


def small(person: Person) -> tuple[str, Draft]:
    """A set in force with x and y of 10 each, and a draft in which y has 20."""
    against = frozen_like(person, criterion("x", "10", "Đúng hạn"), criterion("y", "10", "Trực tuyến"))
    return against, make_draft(person, criterion("x", "10", "Đúng hạn"), criterion("y", "20", "Trực tuyến"))


def test_a_trial_is_kept_with_both_rankings_and_told_in_the_ledger(coordinator: Person) -> None:
    against, draft = small(coordinator)
    trial = make_trial(actor=coordinator, draft=draft, given=small_given(against))
    # 11, 10, 9 before; with y out of 20 at the same share 13, 15, 17.
    ranked = {
        row["name"]: (row["before"]["rank"], row["after"]["rank"], row["after"]["score"])
        for row in trial.results["ranking"]
    }
    assert ranked == {"Sở A": (1, 3, "13"), "Sở B": (2, 2, "15"), "Sở C": (3, 1, "17")}
    entry = Entry.objects.get(verb="draft_tried")
    assert entry.chain.name == f"drafting/{draft.pk}"
    assert (entry.facts["against"], entry.facts["hash"]) == (against, trial.document_hash)


def test_a_trial_is_stale_once_the_draft_changes(coordinator: Person) -> None:
    against, draft = small(coordinator)
    trial = make_trial(actor=coordinator, draft=draft, given=small_given(against))
    assert not is_stale(trial)
    node = DraftNode.objects.get(draft=draft, content__code="x")
    node.content = {**node.content, "max_points": "12"}
    node.save()
    assert is_stale(trial)
    page = sign_in(coordinator).get(f"/bo-tieu-chi/{draft.key}/thu/{trial.key}/", HTTP_ACCEPT_LANGUAGE="en")
    assert "đã được sửa" in page.content.decode() or "was changed since" in page.content.decode()


def test_an_answer_that_fits_nothing_is_refused_with_all_problems_and_nothing_is_kept(
    coordinator: Person,
) -> None:
    against, draft = small(coordinator)
    given = small_given(against, answers=answers(("S?", "x", "3"), ("S??", "q", "3")))
    with pytest.raises(BadInput) as refused:
        make_trial(actor=coordinator, draft=draft, given=given)
    assert [problem.code for problem in refused.value.problems] == ["CH-1112", "CH-1112"]
    assert not Trial.objects.exists()


def test_a_draft_with_faults_is_refused_with_what_the_loader_finds(coordinator: Person) -> None:
    against, _ = small(coordinator)
    draft = make_draft(coordinator, criterion("x", "ten", "Đúng hạn"))
    with pytest.raises(Incomplete) as refused:
        make_trial(actor=coordinator, draft=draft, given=small_given(against))
    codes = [problem.code for problem in refused.value.problems]
    assert codes[0] == "CH-7780"
    assert len(codes) > 1


def test_a_set_that_nobody_knows_is_refused(coordinator: Person) -> None:
    _, draft = small(coordinator)
    with pytest.raises(BadInput) as refused:
        make_trial(actor=coordinator, draft=draft, given=small_given("nothing@1"))
    assert [problem.code for problem in refused.value.problems] == ["CH-7782"]


def test_more_than_a_page_can_answer_goes_to_the_command_line(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    against, draft = small(coordinator)
    monkeypatch.setattr("chiso.office.drafting.trying.services.MOST_CELLS", 5)
    with pytest.raises(Incomplete) as refused:
        make_trial(actor=coordinator, draft=draft, given=small_given(against))
    assert [problem.code for problem in refused.value.problems] == ["CH-7783"]


def test_a_draft_keeps_so_many_trials_and_no_more(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    against, draft = small(coordinator)
    given = small_given(against)
    monkeypatch.setattr("chiso.office.drafting.trying.services.MOST_TRIALS", 1)
    make_trial(actor=coordinator, draft=draft, given=given)
    with pytest.raises(Incomplete) as refused:
        make_trial(actor=coordinator, draft=draft, given=given)
    assert [problem.code for problem in refused.value.problems] == ["CH-7784"]


def test_a_file_larger_than_a_years_table_is_refused(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    against, draft = small(coordinator)
    monkeypatch.setattr("chiso.office.drafting.trying.given.LARGEST_FILE", 10)
    with pytest.raises(BadInput) as refused:
        make_trial(actor=coordinator, draft=draft, given=small_given(against))
    assert [problem.code for problem in refused.value.problems] == ["CH-7781"]


def test_a_trial_that_was_taken_away_is_gone_with_its_answers(coordinator: Person) -> None:
    against, draft = small(coordinator)
    trial = make_trial(actor=coordinator, draft=draft, given=small_given(against))
    remove_trial(actor=coordinator, trial=trial)
    assert not Trial.objects.exists()
    assert Entry.objects.filter(verb="draft_trial_removed").count() == 1
    with pytest.raises(NotFound):
        remove_trial(actor=coordinator, trial=Trial(pk=trial.pk or 1, draft=draft, period="2025"))


def test_who_only_reads_drafts_makes_no_trial_and_takes_none_away(coordinator: Person) -> None:
    against, draft = small(coordinator)
    leader = make_person("Lê Lãnh Đạo")
    appoint(leader, Role.CITY_LEADER)
    given = small_given(against)
    trial = make_trial(actor=coordinator, draft=draft, given=given)
    with pytest.raises(NoRight):
        make_trial(actor=leader, draft=draft, given=given)
    with pytest.raises(NoRight):
        remove_trial(actor=leader, trial=trial)
    assert sign_in(leader).get(f"/bo-tieu-chi/{draft.key}/thu/{trial.key}/").status_code == 200


def test_a_workbook_is_read_as_the_table_that_it_shows(coordinator: Person) -> None:
    against, _ = small(coordinator)
    given = small_given(against)
    codes = [row.split(",")[0] for row in given.answers.decode().splitlines()[1:4]]
    book = workbook((codes[0], "x", 9.5), (codes[1], "x", "4,5"), (codes[2], "x", 3))
    # A cell of text keeps the sign that was typed; in a workbook figures have a point.
    with pytest.raises(BadInput) as refused:
        read_inputs(small_given(against, answers=book, answers_name="a.xlsx"))
    assert [(p.code, p.where.row) for p in refused.value.problems if p.code == "CH-1126"] == [("CH-1126", 3)]


def test_an_archive_that_is_no_workbook_is_refused(coordinator: Person) -> None:
    import zipfile

    against, _ = small(coordinator)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(BadInput):
        read_inputs(small_given(against, answers=content.getvalue(), answers_name="a.xlsx"))


def test_the_form_tries_a_draft_and_leads_to_what_came_out(statistician: Person) -> None:
    against, draft = small(statistician)
    given = small_given(against)
    browser = sign_in(statistician)
    address = f"/bo-tieu-chi/{draft.key}/thu/"
    posted = browser.post(
        address,
        {
            "against": against,
            "period": "2025",
            "units_from": "office",
            "answers": SimpleUploadedFile("a.csv", given.answers),
        },
    )
    assert posted.status_code == 303
    trial = Trial.objects.get()
    assert posted["Location"] == f"{address}{trial.key}/"
    page = browser.get(posted["Location"]).content.decode()
    assert "2 trong 3" in page or "2 of 3" in page
    table = list(csv.reader(io.StringIO(browser.get(f"{address}{trial.key}/xep-hang.csv").content.decode())))
    assert [row[1:5] for row in table[1:]] == [
        ["Sở C", "1", "3", "-2"], ["Sở B", "2", "2", "0"], ["Sở A", "3", "1", "2"],
    ]  # fmt: skip


def test_a_form_without_answers_says_what_is_missing(coordinator: Person) -> None:
    _, draft = small(coordinator)
    posted = sign_in(coordinator).post(
        f"/bo-tieu-chi/{draft.key}/thu/", {"against": "", "period": "soon", "units_from": "file"}
    )
    assert posted.status_code == 422
    assert not Trial.objects.exists()


def test_problems_of_the_answers_stand_on_the_page_of_the_form(coordinator: Person) -> None:
    against, draft = small(coordinator)
    posted = sign_in(coordinator).post(
        f"/bo-tieu-chi/{draft.key}/thu/",
        {
            "against": against,
            "period": "2025",
            "units_from": "office",
            "answers": SimpleUploadedFile("a.csv", answers(("nobody", "x", "3"))),
        },
    )
    assert posted.status_code == 422
    assert "CH-1112" in posted.content.decode()


@pytest.mark.parametrize("part", ["xep-hang", "thay-doi", "tieu-chi", "trong-so", "so-lieu", "khong-co"])
def test_each_part_of_a_trial_is_shown_with_few_queries_and_little_weight(
    statistician: Person, part: str, django_assert_max_num_queries: Any
) -> None:
    import gzip

    trial = make_papi_trial(statistician)
    browser = sign_in(statistician)
    address = f"/bo-tieu-chi/{trial.draft.key}/thu/{trial.key}/"
    with django_assert_max_num_queries(14):
        page = browser.get(address, {"phan": part})
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 60_000


def test_a_criterion_without_answers_is_named_and_left_out(statistician: Person) -> None:
    trial = make_papi_trial(statistician)
    assert [one["code"] for one in trial.results["answers"]["not_carried"]] == ["9"]
    ranked = [row["after"]["rank"] for row in trial.results["ranking"] if row["after"]["rank"]]
    # PAPI 2019 has 63 complete provinces.
    assert len(ranked) == 63
    page = sign_in(statistician).get(f"/bo-tieu-chi/{trial.draft.key}/thu/{trial.key}/").content.decode()
    # Both sets have all criteria but the new one: there the ranks are those of the trial.
    assert "1 → 1" in page


def test_the_answers_of_an_example_are_taken_with_its_units(statistician: Person) -> None:
    draft = papi_draft(statistician)
    posted = sign_in(statistician).post(
        f"/bo-tieu-chi/{draft.key}/thu/",
        {"against": "papi@2019", "period": "2019", "example": "papi", "units_from": "office"},
    )
    assert posted.status_code == 303
    assert bytes(Trial.objects.get().answers) == papi_given().answers
