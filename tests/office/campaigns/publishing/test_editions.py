"""From the preparation to the publication: two people, one run, one content, and nothing half done."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from docx import Document

from chiso.office.campaigns.models import Campaign, Edition, Petition, Submission
from chiso.office.campaigns.publishing import making
from chiso.office.campaigns.publishing.editions import (
    approve_edition,
    discard_edition,
    note_made,
    send_back,
)
from chiso.office.campaigns.publishing.folders import (
    DECISION_WORD,
    PREPARED,
    bundle_name,
    editions_folder,
    folder_of,
)
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.problems import WrongStep
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.publishing.sealing import seal_here, take_sealed
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.office.errors import Incomplete, NoRight, NotNow
from chiso.office.ledger.models import Entry, Root
from chiso.office.notices.models import Notice
from chiso.office.people.roles import Role
from chiso.publication import read_bundle
from chiso.verbs import verify
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing import steps
from tests.office.files.honest import pdf
from tests.office.making import appoint, make_campaign

pytestmark = pytest.mark.django_db


def test_a_campaign_goes_from_its_answers_to_a_bundle_that_verifies(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.published(made, key, tmp_path)
    bundle = folder_of(edition) / bundle_name(edition)
    found = verify(bundle, trusted=[key.with_suffix(".pub")])
    assert (found.differences, [seal.state for seal in found.seals]) == ((), ["trusted"])
    assert (found.content, found.has_pdf) == (edition.content, True)
    assert found.decision is not None
    assert (found.decision.number, found.decision.date) == (steps.NUMBER, timezone.localdate())
    assert found.publication is not None
    # Every answer is covered by a root that the office keeps.
    assert found.publication.ledger_root in set(Root.objects.values_list("hash", flat=True))


def test_the_decision_prints_the_digest_that_verification_shows(made: Running) -> None:
    edition = steps.prepared(made)
    words = "\n".join(one.text for one in Document(str(folder_of(edition) / DECISION_WORD)).paragraphs)
    assert edition.content in words
    assert "Một cửa các quận năm 2020" in words
    assert read_bundle(folder_of(edition) / PREPARED).content == edition.content


def test_the_annex_holds_ranks_and_points_of_each_stage(made: Running) -> None:
    edition = steps.prepared(made)
    document = Document(str(folder_of(edition) / DECISION_WORD))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    # By hand: Ba Đình 18 by itself, 16 appraised; Hoàn Kiếm 17 and 17. Both are “excellent” (15 to 18).
    ranked = [row for row in rows if row[0] in ("1", "2")]
    assert ranked[:2] == [
        ["1", "Quận Hoàn Kiếm", "17,00", "17,00", "17,00", "Xuất sắc"],
        ["2", "Quận Ba Đình", "18,00", "16,00", "16,00", "Xuất sắc"],
    ]


def test_made_up_figures_say_so_in_the_decision_and_in_the_bundle(made: Running) -> None:
    edition = steps.prepared(made)
    bundle = read_bundle(folder_of(edition) / PREPARED)
    assert bundle.publication is not None
    assert bundle.publication.status == "provisional"
    framework = next(files["inputs/framework.json"] for files in bundle.runs.values())
    assert "số liệu minh hoạ" in framework.decode()
    headers = "".join(
        one.text
        for section in Document(str(folder_of(edition) / DECISION_WORD)).sections
        for header in (section.first_page_header, section.header)
        for one in header.paragraphs
    )
    assert "Số liệu minh hoạ" in headers


def test_what_people_wrote_beside_figures_is_not_published(made: Running) -> None:
    edition = steps.prepared(made)
    written = zipfile.ZipFile(folder_of(edition) / PREPARED)
    assert b"".join(written.read(name) for name in written.namelist()).find("Theo sổ theo dõi".encode()) == -1


def test_who_prepared_does_not_approve_and_who_approved_does_not_publish(
    made: Running, key: Path, tmp_path: Path
) -> None:
    coordinator, leader = made.people["coordinator"], made.people["leader"]
    appoint(coordinator, Role.CITY_LEADER)
    appoint(leader, Role.COORDINATOR)
    edition = steps.prepared(made)
    with pytest.raises(NoRight):
        approve_edition(actor=coordinator, edition=edition, expected_version=edition.version)
    approve_edition(actor=leader, edition=edition, expected_version=edition.version)
    edition = steps.again(edition)
    steps.decide(made, edition)
    edition = steps.again(edition)
    given = steps.sealed_elsewhere(edition, key, tmp_path)
    take_sealed(
        actor=coordinator, edition=edition, sealed=given, name="x.zip", expected_version=edition.version
    )
    edition = steps.again(edition)
    with pytest.raises(NoRight):
        publish_edition(actor=leader, edition=edition, expected_version=edition.version)
    publish_edition(actor=coordinator, edition=edition, expected_version=edition.version)


def test_a_second_publication_is_refused_and_says_that_it_is_done(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.sealed(made, key, tmp_path)
    for_both: dict[str, Any] = {"actor": made.people["coordinator"], "edition": edition}
    publish_edition(**for_both, expected_version=edition.version)
    with pytest.raises(WrongStep) as caught:
        publish_edition(**for_both, expected_version=edition.version)
    assert [one.code for one in caught.value.problems] == ["CH-7877"]
    assert "đã công bố" in caught.value.problems[0].in_language("vi")
    assert Entry.objects.filter(verb="edition_published").count() == 1


def test_publication_locks_the_campaign_and_tells_the_agencies(
    made: Running, key: Path, tmp_path: Path
) -> None:
    steps.published(made, key, tmp_path)
    assert Campaign.objects.get(pk=made.campaign.pk).closed_at is not None
    told = set(Notice.objects.filter(kind="campaigns.published").values_list("person", flat=True))
    assert told == {made.people[who].pk for who in ("officer", "colleague", "head", "officer_2", "head_2")}


STEPS: dict[str, Callable[[Running, Edition], Any]] = {
    "approve": lambda made, one: approve_edition(
        actor=made.people["leader"], edition=one, expected_version=one.version
    ),
    "send_back": lambda made, one: send_back(
        actor=made.people["leader"], edition=one, reason="Sai", expected_version=one.version
    ),
    "decide": lambda made, one: steps.decide(made, one),
    "publish": lambda made, one: publish_edition(
        actor=made.people["coordinator"], edition=one, expected_version=one.version
    ),
}
ALLOWED = {
    "begun": set(),
    "prepared": {"approve", "send_back"},
    "approved": {"decide"},
    "decided": {"decide"},
}


@pytest.mark.parametrize("state", sorted(ALLOWED))
@pytest.mark.parametrize("step", sorted(STEPS))
def test_no_step_is_skipped(made: Running, state: str, step: str) -> None:
    edition = getattr(steps, state)(made)
    if step in ALLOWED[state]:
        STEPS[step](made, edition)
        return
    before = (edition.state, edition.version)
    with pytest.raises(WrongStep):
        STEPS[step](made, edition)
    edition = steps.again(edition)
    assert (edition.state, edition.version) == before


def test_outside_its_phases_nothing_is_prepared(made: Running) -> None:
    made.only("council")
    with pytest.raises(NotNow):
        steps.begun(made)


def test_only_one_edition_is_under_way(made: Running) -> None:
    first = steps.begun(made)
    with pytest.raises(Incomplete) as caught:
        steps.begun(made)
    assert [one.code for one in caught.value.problems] == ["CH-7874"]
    discard_edition(
        actor=made.people["coordinator"], edition=first, reason="Nhầm", expected_version=first.version
    )
    assert steps.begun(made).number == 2


def test_what_is_still_open_is_settled_or_confirmed_one_by_one(made: Running) -> None:
    Submission.objects.filter(agency=made.hoan_kiem).update(state="drafting")
    petition = Petition.objects.create(
        campaign=made.campaign, agency=made.ba_dinh, unit=made.ba_dinh, words="?", by=made.people["head"]
    )
    keys = [one.key for one in open_matters(made.participants)]
    assert keys == [f"agency-{made.hoan_kiem.key}", f"petition-{petition.key}"]
    with pytest.raises(Incomplete) as caught:
        steps.begun(made, confirmed=keys[:1])
    assert [one.code for one in caught.value.problems] == ["CH-7875"]
    assert steps.begun(made, confirmed=keys).left_open == keys


def test_a_run_that_was_altered_on_the_disk_is_not_approved(made: Running) -> None:
    edition = steps.prepared(made)
    scores = folder_of(edition) / "run" / "scores.csv"
    scores.chmod(0o600)
    scores.write_bytes(scores.read_bytes().replace(b"16", b"18"))
    with pytest.raises(Incomplete) as caught:
        approve_edition(actor=made.people["leader"], edition=edition, expected_version=edition.version)
    assert [(one.code, one.found) for one in caught.value.problems] == [("CH-7878", "run")]


def test_a_bundle_that_is_gone_from_the_disk_is_not_published(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.sealed(made, key, tmp_path)
    (folder_of(edition) / bundle_name(edition)).unlink()
    with pytest.raises(Incomplete) as caught:
        publish_edition(actor=made.people["coordinator"], edition=edition, expected_version=edition.version)
    assert [one.code for one in caught.value.problems] == ["CH-7878"]


def test_a_worker_that_dies_in_mid_document_leaves_nothing_half(
    made: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = steps.begun(made)

    def die(*_arguments: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "write_pdf", die)
    with pytest.raises(KeyboardInterrupt):
        make_edition.func(edition.pk)
    assert (steps.again(edition).folder, list(editions_folder().iterdir())) == ("", [])
    monkeypatch.undo()
    # What a worker that was killed without a word left behind goes with the next attempt.
    (editions_folder() / f".{edition.key}-0123456789abcdef").mkdir(parents=True)
    make_edition.func(edition.pk)
    edition = steps.again(edition)
    assert [one.name for one in editions_folder().iterdir()] == [edition.folder]


def test_a_task_that_runs_twice_makes_the_edition_once(made: Running) -> None:
    edition = steps.prepared(made)
    assert make_edition.func(edition.pk) == edition.content
    assert steps.again(edition).folder == edition.folder
    # A second worker that had begun in the meantime finds that it came too late.
    again = making.Made("other", "0" * 64, "1" * 64, 7)
    assert note_made(edition, again) is False
    assert steps.again(edition).run_hash == edition.run_hash


def test_the_same_answers_make_the_same_run(made: Running) -> None:
    first = steps.prepared(made)
    discard_edition(
        actor=made.people["coordinator"], edition=first, reason="Nhầm", expected_version=first.version
    )
    assert steps.prepared(made).run_hash == first.run_hash


def test_the_signed_file_is_a_pdf_of_a_day_that_can_be(made: Running) -> None:
    edition = steps.approved(made)
    today = timezone.localdate()
    refused = []
    for more in (
        {"pdf": b"no file", "name": "a.pdf"},
        {"pdf": "số,điểm\n1,2\n".encode(), "name": "a.csv"},
        {"day": today + timedelta(days=1)},
        {"day": today - timedelta(days=400)},
    ):
        with pytest.raises(Incomplete) as caught:
            steps.decide(made, edition, **more)
        refused.append(caught.value.problems[0].code)
    assert refused == ["CH-7404", "CH-7879", "CH-7880", "CH-7880"]
    assert steps.again(edition).state == "approved"


def test_number_day_and_file_may_be_put_right_until_the_seal(made: Running) -> None:
    edition = steps.decided(made)
    other = pdf("Ban ky lai")
    steps.decide(made, edition, number="1235/QĐ-UBND", pdf=other)
    edition = steps.again(edition)
    assert (edition.decision_number, edition.signed_file) == (
        "1235/QĐ-UBND",
        hashlib.sha256(other).hexdigest(),
    )
    bundle = read_bundle(folder_of(edition) / "decided.zip")
    assert (bundle.content, bundle.members["decision.pdf"]) == (edition.content, other)


def test_what_comes_back_is_what_went_out_with_a_seal_of_a_known_key(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.decided(made)
    given = steps.sealed_elsewhere(edition, key, tmp_path)
    stranger = steps.city_key(tmp_path, "nguoi-la", known=False)
    steps.decide(made, edition, number="9/QĐ-UBND")
    edition = steps.again(edition)
    cases = {
        "an earlier decision beside it": (given, "CH-7881"),
        "no seal": ((folder_of(edition) / "decided.zip").read_bytes(), "CH-7882"),
        "a stranger's seal": (steps.sealed_elsewhere(edition, stranger, tmp_path), "CH-7882"),
    }
    found = {}
    for name, (content, _code) in cases.items():
        with pytest.raises(Incomplete) as caught:
            take_sealed(
                actor=made.people["coordinator"], edition=edition, sealed=content, name="x.zip",
                expected_version=edition.version,
            )  # fmt: skip
        found[name] = caught.value.problems[0].code
    assert found == {name: code for name, (_content, code) in cases.items()}
    assert steps.again(edition).state == "decided"


def test_the_office_seals_by_itself_only_where_a_key_is_set(
    made: Running, key: Path, settings_of_office: Callable[..., None]
) -> None:
    edition = steps.decided(made)
    call: dict[str, Any] = {
        "actor": made.people["coordinator"],
        "edition": edition,
        "expected_version": edition.version,
    }
    with pytest.raises(Incomplete) as caught:
        seal_here(**call)
    assert [one.code for one in caught.value.problems] == ["CH-7883"]
    settings_of_office(seal_key=str(key))
    assert seal_here(**call).state == "sealed"
    edition = steps.again(edition)
    found = verify(folder_of(edition) / bundle_name(edition), trusted=[key.with_suffix(".pub")])
    assert (found.differences, [seal.state for seal in found.seals]) == ((), ["trusted"])


def test_nothing_of_a_rehearsal_is_sealed_or_published(made: Running, key: Path, tmp_path: Path) -> None:
    made.campaign.rehearsal_of = make_campaign()
    made.campaign.save()
    edition = steps.decided(made)
    given = steps.sealed_elsewhere(edition, key, tmp_path)
    with pytest.raises(Incomplete) as caught:
        take_sealed(
            actor=made.people["coordinator"], edition=edition, sealed=given, name="x.zip",
            expected_version=edition.version,
        )  # fmt: skip
    assert [one.code for one in caught.value.problems] == ["CH-7884"]
