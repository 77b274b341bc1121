"""A district at work in a campaign that was copied from the year before, with evidence, comments, tasks."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.comments import add_comment
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.giving import give_leaves
from chiso.office.campaigns.answering.saving import save_answer, save_what_is_sound
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Leaf
from chiso.office.files.models import Document
from chiso.office.files.services.documents import Facts, add_document
from chiso.office.files.services.uses import link_document
from tests.office.campaigns.making import FRAMEWORK, Running, by_case, published, running
from tests.office.making import assign


def address_of(made: Running, node: str = "", *more: str) -> str:
    """The address of the agency's page, or of one of its leaves."""
    base = f"/dot-danh-gia/{made.campaign.key}/tu-danh-gia/{made.ba_dinh.key}/"
    leaf = f"{made.ba_dinh.key}/{node}/" if node else ""
    return base + leaf + "".join(f"{part}/" for part in more)


def leaf_of(made: Running, node: str) -> Leaf:
    """A leaf of Ba Đình."""
    found = made.participants.leaf(made.ba_dinh, node)
    assert found is not None
    return found


def year_before(made: Running) -> Campaign:
    """The campaign of 2019 from which that of 2020 was copied, with an answer that the council changed."""
    earlier = Campaign.objects.create(
        kind="units", title="Một cửa các quận năm 2019", period="2019", framework=FRAMEWORK, is_sample=True
    )
    assign(earlier, made.ba_dinh, "", made.ba_dinh, made.home_affairs)
    made.campaign.copied_from = earlier
    made.campaign.save()
    place = {"campaign": earlier, "unit": made.ba_dinh, "field": "", "agency": made.ba_dinh}
    said = [row.as_list() for row in published().rows]
    ruled = [row.as_list() for row in published(electronic="false").rows]
    yes = {"có": "true", "không": "false", "true": "true", "false": "false"}
    for layer, rows, words in (
        ("self_assessed", said, ""), ("council", ruled, "Bảng điện tử chưa chạy"),
    ):  # fmt: skip
        kept = [[row[0], row[1], yes[row[2]], *row[3:]] for row in rows]
        Answer.objects.create(**place, node="6", layer=layer, status="given", rows=kept, words=words)
    return earlier


def document(made: Running, title: str = "Báo cáo kết quả một cửa năm 2020", **facts: object) -> Document:
    """A reference on the district's shelf."""
    given = {"number": "126/BC-UBND", "issuer": "UBND quận Ba Đình", "issued_on": date(2020, 12, 20)} | facts
    return add_document(
        actor=made.people["officer"],
        agency=made.ba_dinh,
        facts=Facts(title=title, **given),  # type: ignore[arg-type]
    )


def put(made: Running, what: Document, node: str = "6", note: str = "") -> None:
    """Put a document beside a leaf of Ba Đình."""
    link_document(
        actor=made.people["officer"], document=what, campaign=made.campaign, unit=made.ba_dinh, node=node,
        note=note,
    )  # fmt: skip


def at_work() -> Running:
    """The district in the middle of its self-assessment."""
    made = running("self_assessment")
    officer = made.people["officer"]
    with scopes_disabled():
        year_before(made)
        of = {"actor": officer, "campaign": made.campaign, "unit": made.ba_dinh, "expected_version": 0}
        save_answer(**of, node="6", given=published())
        save_answer(**of, node="1", given=by_case("-1", "0", "2"))
        save_answer(**of, node="2", given=Given(by_case("0").rows, note="Theo sổ theo dõi hồ sơ"))
        share = InputRow("in_time_share", numerator="1180", denominator="1240")
        save_what_is_sound(**of, node="8", given=Given((share,)))
        put(made, document(made), "6", "bảng công khai")
        put(made, Document.objects.get(), "8")
        leaf = leaf_of(made, "6")
        about = {"campaign": made.campaign, "agency": made.ba_dinh}
        add_comment(
            actor=made.people["colleague"], **about, leaf=leaf, words="Chị kiểm tra lại bảng điện tử giúp em."
        )
        leaves = [leaf, leaf_of(made, "9")]
        due = timezone.localdate() + timedelta(days=2)
        give_leaves(actor=made.people["head"], **about, leaves=leaves, officer=officer, due_on=due)
    return made
