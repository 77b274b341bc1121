"""An edition holds the figures that stand: what is saved meanwhile stops it, who comes later is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chiso.office.campaigns.models import Answer, Campaign, Edition
from chiso.office.campaigns.publishing.editions import approve_edition, discard_edition, send_back
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.publishing.sealing import take_sealed
from chiso.office.campaigns.publishing.standing import hold_answers
from chiso.office.errors import Incomplete
from chiso.office.ledger.models import Chain, Entry
from chiso.office.ledger.roots import make_root
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.ledger.work import chain_of_agency
from tests.office.campaigns.council.answered import BEST, ON_THE_DAY, write
from tests.office.campaigns.making import Running
from tests.office.campaigns.publishing import steps
from tests.office.making import assign, make_agency
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def appraise_ba_dinh(made: Running, *, better: bool) -> Answer:
    """The appraiser's layer of criterion 1 once more: as it stands in other words, or with another figure."""
    return write(
        made, made.ba_dinh, "1", "appraised_1", BEST["1"] if better else ON_THE_DAY,
        by=made.people["appraiser"], reason="figure_differs", words="Xem lại sổ gốc",
    )  # fmt: skip


def to_publish(made: Running, edition: Edition) -> Any:
    return publish_edition(
        actor=made.people["coordinator"], edition=edition, expected_version=edition.version
    )


Prepare = Callable[[Running, Path, Path], Edition]
STEPS: dict[str, tuple[Prepare, Callable[[Running, Edition, Path, Path], Any]]] = {
    "approve": (
        lambda made, _key, _folder: steps.prepared(made),
        lambda made, one, _key, _folder: approve_edition(
            actor=made.people["leader"], edition=one, expected_version=one.version
        ),
    ),
    "decide": (
        lambda made, _key, _folder: steps.approved(made),
        lambda made, one, _key, _folder: steps.decide(made, one),
    ),
    "seal": (
        lambda made, _key, _folder: steps.decided(made),
        lambda made, one, key, folder: take_sealed(
            actor=made.people["coordinator"], edition=one, sealed=steps.sealed_elsewhere(one, key, folder),
            name="b.zip", expected_version=one.version,
        ),
    ),
    "publish": (
        lambda made, key, folder: steps.sealed(made, key, folder),
        lambda made, one, _key, _folder: to_publish(made, one),
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_taken_with_figures_that_others_have_replaced(
    step: str, made: Running, key: Path, tmp_path: Path
) -> None:
    bring, take = STEPS[step]
    edition = bring(made, key, tmp_path)
    appraise_ba_dinh(made, better=True)
    with pytest.raises(Incomplete) as caught:
        take(made, edition, key, tmp_path)
    assert [one.code for one in caught.value.problems] == ["CH-7893"]
    assert steps.again(edition).state == edition.state
    assert Campaign.objects.get(pk=made.campaign.pk).closed_at is None
    discard_edition(
        actor=made.people["coordinator"], edition=steps.again(edition), reason="Số liệu đổi",
        expected_version=edition.version,
    )  # fmt: skip
    later = steps.approved(made)
    assert later.number == edition.number + 1
    assert later.run_hash != edition.run_hash


def test_what_is_published_nowhere_stops_nothing(made: Running, key: Path, tmp_path: Path) -> None:
    edition = steps.sealed(made, key, tmp_path)
    before = Answer.objects.get(campaign=made.campaign, unit=made.ba_dinh, node="1", layer="appraised_1")
    assert appraise_ba_dinh(made, better=False).version == before.version + 1
    to_publish(made, edition)
    assert steps.again(edition).state == "published"


def test_an_edition_that_no_longer_holds_may_be_sent_back(made: Running) -> None:
    edition = steps.prepared(made)
    appraise_ba_dinh(made, better=True)
    send_back(
        actor=made.people["leader"], edition=edition, reason="Số liệu đổi", expected_version=edition.version
    )
    assert steps.again(edition).state == "discarded"


def test_the_page_says_that_something_was_saved_since(made: Running) -> None:
    edition = steps.prepared(made)
    page = f"/dot-danh-gia/{made.campaign.key}/cong-bo/{edition.key}/"
    coordinator = sign_in(made.people["coordinator"])
    said = "Từ khi các tệp được lập"
    before = coordinator.get(page)
    assert (before.status_code, said in before.content.decode()) == (200, False)
    appraise_ba_dinh(made, better=True)
    assert said in coordinator.get(page).content.decode()


def test_who_still_writes_when_the_campaign_was_closed_is_refused(
    made: Running, key: Path, tmp_path: Path
) -> None:
    """The right was asked for in time; the publication came before the write."""
    steps.published(made, key, tmp_path)
    told = Entry.objects.filter(verb="answer_saved").count()
    for unit in (made.ba_dinh, made.hoan_kiem):
        with pytest.raises(Incomplete) as caught:
            write(made, unit, "1", "appraised_1", BEST["1"], by=made.people["appraiser"])
        assert [one.code for one in caught.value.problems] == ["CH-7216"]
        with pytest.raises(Incomplete) as caught:
            write(made, unit, "1", "council", BEST["1"], by=made.people["secretary"])
        assert [one.code for one in caught.value.problems] == ["CH-7216"]
    assert Entry.objects.filter(verb="answer_saved").count() == told


def test_who_has_written_nothing_yet_is_held_too(made: Running, key: Path, tmp_path: Path) -> None:
    edition = steps.sealed(made, key, tmp_path)
    silent = make_agency("Quận Tây Hồ", uid="quan-tay-ho", kind="quan", level="district")
    assign(made.campaign, silent, "", silent, made.home_affairs)
    name = chain_of_agency(made.campaign.pk, silent.pk)
    assert not Chain.objects.filter(name=name).exists()
    hold_answers(made.campaign)
    assert (Chain.objects.get(name=name).length, edition.state) == (0, "sealed")
    # A chain without an entry is whole, also where a root tells of it.
    make_root()
    assert verify_ledger().problems == ()
