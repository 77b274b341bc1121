"""What an edition withholds: an auditor alone opens it, holds it against the bundle, and the record tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from chiso.office.campaigns.models import Answer, Edition
from chiso.office.campaigns.publishing.folders import PREPARED, RUN, folder_of
from chiso.office.campaigns.publishing.withheld import open_withheld, withheld_of
from chiso.office.errors import Incomplete, NoRight, NotFound
from chiso.office.ledger.models import Entry
from chiso.office.people.roles import Role
from chiso.publication.verify import verify
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing.steps import begun, prepared
from tests.office.making import appoint, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def auditor() -> Any:
    return appoint(make_person("Kiểm toán viên"), Role.AUDITOR).person


def withholding(made: Running) -> Edition:
    """An edition that does not publish what Ba Đình answers to criterion 6."""
    rows = Answer.objects.filter(campaign=made.campaign, unit=made.ba_dinh, node="6")
    rows.update(status="withheld")
    return prepared(made)


def address_of(edition: Edition) -> str:
    return f"/dot-danh-gia/{edition.campaign.key}/cong-bo/{edition.key}/gia-tri-giu-lai/"


def test_the_page_lists_the_digests_that_stand_in_the_bundle_and_no_value(made: Running) -> None:
    edition = withholding(made)
    shown = withheld_of(edition)
    # Two layers of three inputs: what the district said, and what was appraised.
    assert sorted((one.unit, one.code, one.input) for one in shown) == [
        ("Quận Ba Đình", "6", name) for name in ("correct", "electronic", "posted") for _ in range(2)
    ]
    published = (folder_of(edition) / RUN / "inputs" / "answers.csv").read_text("utf-8")
    digests = re.findall(r"sha256:([0-9a-f]{64})", published)
    assert sorted(one.digest for one in shown) == sorted(digests)
    page = sign_in(auditor()).get(address_of(edition))
    assert page.status_code == 200
    words = page.content.decode()
    assert all(one.digest in words for one in shown)
    salts = [
        line.rpartition(",")[2]
        for line in (folder_of(edition) / RUN / "withheld.csv").read_text("utf-8").split()[1:]
    ]
    assert len(salts) == 6
    assert not any(salt in words for salt in salts)
    assert not Entry.objects.filter(verb="withheld_opened").exists()


def test_an_auditor_takes_the_values_away_and_verifies_the_bundle_with_them(
    made: Running, tmp_path: Path
) -> None:
    edition, person = withholding(made), auditor()
    answer = sign_in(person).post(address_of(edition))
    assert answer.status_code == 200
    assert "01-withheld.csv" in answer["Content-Disposition"]
    opened = tmp_path / "withheld.csv"
    opened.write_bytes(answer.content)
    assert verify(folder_of(edition) / PREPARED, opened=[opened]).differences == ()
    entry = Entry.objects.get(verb="withheld_opened")
    assert (entry.actor, entry.facts, entry.object_id) == (person.pk, {"number": 1, "count": 6}, edition.pk)


def test_nobody_else_opens_them(made: Running) -> None:
    edition = withholding(made)
    for name in ("coordinator", "leader", "officer", "appraiser", "secretary", "member"):
        with pytest.raises(NoRight):
            open_withheld(actor=made.people[name], edition=edition)
        client = sign_in(made.people[name])
        assert client.get(address_of(edition)).status_code == 403
        assert client.post(address_of(edition)).status_code == 403
    coordinator = sign_in(made.people["coordinator"])
    page = coordinator.get(f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/").content.decode()
    assert "gia-tri-giu-lai" not in page
    assert (
        coordinator.get(address_of(edition).replace("gia-tri-giu-lai/", "tep/withheld.csv")).status_code
        == 404
    )
    assert not Entry.objects.filter(verb="withheld_opened").exists()


def test_where_nothing_is_withheld_the_page_says_so_and_nothing_is_taken(made: Running) -> None:
    edition, person = prepared(made), auditor()
    assert withheld_of(edition) == []
    client = sign_in(person)
    assert "sha256" not in client.get(address_of(edition)).content.decode()
    assert client.post(address_of(edition)).status_code == 404
    with pytest.raises(NotFound):
        open_withheld(actor=person, edition=edition)


def test_of_an_edition_whose_files_are_not_made_nothing_is_said_about_values(made: Running) -> None:
    edition, client = begun(made), sign_in(auditor())
    page = client.get(address_of(edition), headers={"accept-language": "vi"}).content.decode()
    assert "không giữ lại giá trị nào" not in page
    assert "Các tệp đang được tạo" in page
    assert client.post(address_of(edition)).status_code == 404


def test_a_file_that_was_damaged_is_named_and_not_handed_out(made: Running) -> None:
    edition = withholding(made)
    path = folder_of(edition) / RUN / "withheld.csv"
    path.chmod(0o600)
    path.write_text("unit,code\n", encoding="utf-8")
    with pytest.raises(Incomplete) as refused:
        open_withheld(actor=auditor(), edition=edition)
    assert [one.code for one in refused.value.problems] == ["CH-7878"]
