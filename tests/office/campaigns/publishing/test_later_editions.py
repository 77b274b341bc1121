"""Errors found later: corrected and withdrawn editions, the public site, figures rebuilt from the record."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling
from chiso.office.campaigns.council.sessions import approve_minutes, hold_session
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.folders import DECISION_WORD, bundle_name, folder_of
from chiso.office.campaigns.publishing.portal import build_portal, portal_folder
from chiso.office.errors import Incomplete, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.ledger.roots import kept_anchors
from chiso.office.organisation.models import Agency
from chiso.publication import read_bundle
from chiso.verbs import verify
from tests.office.campaigns.council.answered import BEST
from tests.office.campaigns.council.test_council import SAID
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing import steps

pytestmark = pytest.mark.django_db


def sealed_path(edition: Edition) -> Path:
    return folder_of(edition) / bundle_name(edition)


def reopen(made: Running) -> None:
    """As the calendar does it for a year in which an error was found."""
    Campaign.objects.filter(pk=made.campaign.pk).update(closed_at=None)
    made.campaign.refresh_from_db()
    made.only("correction")


def rule_for_ba_dinh(made: Running) -> None:
    """A further session gives Ba Đình the two points at criterion 1."""
    session = hold_session(actor=made.people["secretary"], campaign=made.campaign, said=SAID)
    said = RulingWords(Given(BEST["1"]), "council_evidence_shows", "Sổ gốc", 5)
    save_ruling(
        actor=made.people["secretary"], session=session, unit=made.ba_dinh, node="1", said=said,
        expected_version=0,
    )  # fmt: skip
    session.refresh_from_db()
    approve_minutes(actor=made.people["member"], session=session, expected_version=session.version)


def test_an_error_is_mended_by_an_edition_that_supersedes_and_both_verify(
    made: Running, key: Path, tmp_path: Path
) -> None:
    first = steps.published(made, key, tmp_path)
    reopen(made)
    rule_for_ba_dinh(made)
    second = steps.published(made, key, tmp_path, status="corrected", reason="Sót tài liệu của quận Ba Đình")
    trusted = [key.with_suffix(".pub")]
    later = verify(sealed_path(second), others=[sealed_path(first)], trusted=trusted)
    assert later.differences == ()
    assert later.publication is not None
    assert later.publication.supersedes is not None
    assert (later.publication.version, later.publication.supersedes.content) == (2, first.content)
    assert later.publication.supersedes.reason == "Sót tài liệu của quận Ba Đình"
    earlier = verify(sealed_path(first), others=[sealed_path(second)], trusted=trusted)
    assert earlier.differences == ()
    assert earlier.chain is not None
    assert earlier.chain.superseded_by is not None
    assert earlier.chain.superseded_by.content == second.content
    words = "\n".join(one.text for one in Document(str(folder_of(second) / DECISION_WORD)).paragraphs)
    assert f"Căn cứ Quyết định số {steps.NUMBER}" in words


def test_a_withdrawal_publishes_no_figures_and_its_decision_says_what_is_withdrawn(
    made: Running, key: Path, tmp_path: Path
) -> None:
    first = steps.published(made, key, tmp_path)
    reopen(made)
    second = steps.published(made, key, tmp_path, status="withdrawn", reason="Sai quy tắc chấm")
    found = verify(sealed_path(second), others=[sealed_path(first)], trusted=[key.with_suffix(".pub")])
    assert (found.publication.status if found.publication else "") == "withdrawn"
    assert found.publication is not None
    assert found.publication.runs == []
    words = "\n".join(one.text for one in Document(str(folder_of(second) / DECISION_WORD)).paragraphs)
    assert "Thu hồi kết quả" in words
    assert steps.NUMBER in words


def test_what_an_edition_is_must_fit_what_is_published(made: Running, key: Path, tmp_path: Path) -> None:
    with pytest.raises(Incomplete) as caught:
        steps.begun(made, status="corrected", reason="Nhầm")
    assert [one.code for one in caught.value.problems] == ["CH-7876"]
    steps.published(made, key, tmp_path)
    with pytest.raises(NotNow):
        steps.begun(made, status="corrected", reason="Nhầm")
    reopen(made)
    for status, reason in (("final", ""), ("corrected", " ")):
        with pytest.raises(Incomplete) as caught:
            steps.begun(made, status=status, reason=reason)
        assert [one.code for one in caught.value.problems] == ["CH-7876"]


def rebuilt_from_the_record(campaign: Campaign, heads: dict[str, Any]) -> list[tuple[str, ...]]:
    """The answers that the entries up to the root leave standing, as rows of the long table."""
    uids = dict(Agency.objects.values_list("pk", "uid"))
    last: dict[tuple[int, str, str], dict[str, Any]] = {}
    entries = Entry.objects.select_related("chain").filter(verb="answer_saved").order_by("pk")
    for entry in entries:
        facts = entry.facts
        length = heads.get(entry.chain.name, (0, ""))[0]
        if facts["campaign"] == campaign.pk and facts["seat"] == 1 and entry.sequence <= length:
            last[facts["unit"], facts["node"], facts["layer"]] = facts
    return [
        (
            campaign.period, uids[unit], node, *row, facts["status"], layer, facts["origin"], "",
        )
        for (unit, node, layer), facts in last.items()
        for row in (facts["rows"] or [[""] * 6])
    ]  # fmt: skip


def test_every_figure_follows_from_the_record_and_the_bundle_alone(
    made: Running, key: Path, tmp_path: Path
) -> None:
    made.open("council")
    rule_for_ba_dinh(made)
    edition = steps.published(made, key, tmp_path)
    found = verify(sealed_path(edition), trusted=[key.with_suffix(".pub")])
    assert found.differences == ()
    assert found.publication is not None
    root = next(one for one in kept_anchors() if one.hash == found.publication.ledger_root)
    bundle = zipfile.ZipFile(sealed_path(edition))
    name = next(one for one in bundle.namelist() if one.endswith("inputs/answers.csv"))
    rows = list(csv.reader(io.StringIO(bundle.read(name).decode("utf-8-sig"))))
    units = next(one for one in bundle.namelist() if one.endswith("inputs/units.csv"))
    codes = {
        row["code"]: row["uid"] for row in csv.DictReader(io.StringIO(bundle.read(units).decode("utf-8-sig")))
    }
    published = [(row[0], codes.get(row[1], row[1]), *row[2:]) for row in rows[1:]]
    assert sorted(published) == sorted(rebuilt_from_the_record(made.campaign, dict(root.heads)))


def test_the_public_site_is_built_from_every_published_edition(
    made: Running, key: Path, tmp_path: Path
) -> None:
    first = steps.published(made, key, tmp_path)
    reopen(made)
    rule_for_ba_dinh(made)
    second = steps.published(made, key, tmp_path, status="corrected", reason="Sót tài liệu")
    built = build_portal()
    assert (built.bundles, built.problem) == (2, "")
    contents = {read_bundle(path).content for path in portal_folder().rglob("*.zip")}
    assert contents == {first.content, second.content}
    pages = "".join(path.read_text("utf-8") for path in portal_folder().rglob("*.html"))
    assert "số liệu minh hoạ" in pages
    assert "Sót tài liệu" in pages
    assert Entry.objects.get(verb="portal_built").facts == {"bundles": 2}


def test_a_site_that_cannot_be_built_says_why_and_leaves_the_old_one(
    made: Running, key: Path, tmp_path: Path
) -> None:
    edition = steps.published(made, key, tmp_path)
    sealed_path(edition).write_bytes(b"no bundle")
    portal_folder().mkdir()
    (portal_folder() / "old").write_text("stands")
    built = build_portal()
    assert "CH-4" in built.problem or "CH-6" in built.problem
    assert (portal_folder() / "old").read_text() == "stands"
    assert Entry.objects.filter(verb="portal_failed").count() == 1
