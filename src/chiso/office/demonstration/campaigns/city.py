"""The city as the one unit: by decision 766 with its real figures, by a made-up set of a hundred leaves."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from chiso.examples.answers import Answer as ExampleAnswer
from chiso.examples.answers import answers_text
from chiso.examples.service_quality import PERIOD, answers_of_the_city
from chiso.figures import write_decimal
from chiso.language import text
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.campaigns.models import Campaign, Sheet, Target
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.campaigns.services import Settings, open_campaign
from chiso.office.demonstration.campaigns.calendars import lay_calendar
from chiso.office.demonstration.campaigns.filling import answer, assign, prove
from chiso.office.demonstration.campaigns.inventing import invent
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.scoring.questions import questions_of

_SOURCE = "Cổng Dịch vụ công quốc gia, số liệu ngày 10/10/2026, lấy lại từ github.com/hoang31201/766-HaNoi"
_REAL = text("Real figures of 10 October 2026, second-hand; no department has entered or appraised them.")
_CITY = "ha-noi"
_CENTRE = "trung-tam-phuc-vu-hanh-chinh-cong-ha-noi"
_OFFICE = "van-phong-ubnd-ha-noi"
_HOME_AFFAIRS, _JUSTICE = "so-noi-vu-ha-noi", "so-tu-phap-ha-noi"
HUNDRED = "example-hundred@1"
# Who answers for each field of the made-up set; within a field its leaves go round these agencies.
_GATHERING = {
    "1": (_OFFICE, "so-van-hoa-the-thao-va-du-lich-ha-noi", "so-ngoai-vu-ha-noi"),
    "2": (_OFFICE, "so-xay-dung-ha-noi", "so-nong-nghiep-va-moi-truong-ha-noi"),
    "3": (_CENTRE, "so-y-te-ha-noi", "so-giao-duc-va-dao-tao-ha-noi"),
    "4": ("thanh-tra-ha-noi", "so-dan-toc-va-ton-giao-ha-noi"),
    "5": ("so-giao-duc-va-dao-tao-ha-noi", "so-y-te-ha-noi"),
    "6": ("so-tai-chinh-ha-noi",),
    "7": ("so-khoa-hoc-va-cong-nghe-ha-noi", _CENTRE),
    "8": ("so-tai-chinh-ha-noi", "so-cong-thuong-ha-noi"),
}
# Of each field's maximum.
_WANTED = Fraction(9, 10)
_IN_APPRAISAL = (
    ("preparation", -70, -50), ("self_assessment", -49, -21), ("completeness", -20, -12),
    ("appraisal_1", -11, 12), ("explanation", -4, 18), ("appraisal_2", 19, 26), ("council", 27, 34),
    ("results", 35, 38), ("petition", 35, 42), ("decision", 43, 50), ("publication", 48, 60),
)  # fmt: skip
_ALL_YEAR = (("self_assessment", -300, 36), ("appraisal_1", 37, 50), ("council", 51, 58))


def hold_766(coordinator: Person) -> Campaign:
    """The city by decision 766, with the figures that were published for 10 October 2026."""
    city, centre = _agency(_CITY), _agency(_CENTRE)
    campaign = open_campaign(
        actor=coordinator,
        kind="city",
        title="Chất lượng phục vụ người dân, doanh nghiệp của thành phố, đến 10/10/2026",
        period=PERIOD,
        framework="service-quality@2022",
        settings=Settings(remark=_REAL.in_language("vi")),
    )
    assign(campaign, [(city, "", centre, _agency(_HOME_AFFAIRS))])
    lay_calendar(campaign, _ALL_YEAR)
    participants = participants_of(campaign)
    leaves = {leaf.code: leaf for leaf in participants.leaves_of(centre)}
    sheets = _sheets(campaign, coordinator)
    given = [(leaves[row.code], _given(row)) for row in answers_of_the_city() if row.code in leaves]
    answer(participants, centre, given, by=None, origin="system", sheets=sheets)
    return campaign


def _sheets(campaign: Campaign, coordinator: Person) -> dict[str, Sheet]:
    """Where the figures of each leaf came from."""
    rows: dict[str, list[ExampleAnswer]] = {}
    for row in answers_of_the_city():
        rows.setdefault(row.code, []).append(row)
    with unit_of_work(f"campaign/{campaign.pk}", actor=None) as work:
        sheets = {
            code: Sheet.objects.create(
                campaign=campaign, node=code, number=1, origin="system", source=_SOURCE,
                table=answers_text(said), brought_by=coordinator,
            )
            for code, said in rows.items()
        }  # fmt: skip
        work.record("demonstration_answers", campaign, facts={"count": len(sheets)})
    return sheets


def _given(row: ExampleAnswer) -> Given:
    cells = InputRow("", "", row.value, row.numerator, row.denominator, row.label)
    return Given((cells,) if cells != InputRow() else (), row.status or "given", note=row.note)


def hold_hundred(coordinator: Person) -> Campaign:
    """The city by the made-up set of a hundred leaves: gathered, and now in its first appraisal."""
    campaign = open_campaign(
        actor=coordinator,
        kind="city",
        title="Chỉ số cải cách hành chính của thành phố năm 2026 (minh hoạ)",
        period="2026",
        framework=HUNDRED,
        settings=Settings(
            twice=10, is_sample=True, remark=text("Set and figures are made up.").in_language("vi")
        ),
    )
    assign(campaign, _gathering(campaign))
    lay_calendar(campaign, _IN_APPRAISAL)
    _gather(participants_of(campaign))
    _set_targets(campaign)
    return campaign


def _gathering(campaign: Campaign) -> Iterable[tuple[Agency, str, Agency, Agency]]:
    city = _agency(_CITY)
    agencies = {agency.uid: agency for agency in Agency.objects.all()}
    for leaf in framework_by_key(campaign.framework).leaves:
        field, _, number = leaf.code.partition(".")
        gathering = _GATHERING[field]
        appraising = _JUSTICE if field == "2" else _HOME_AFFAIRS
        yield city, leaf.code, agencies[gathering[int(number) % len(gathering)]], agencies[appraising]


def _gather(participants: Participants) -> None:
    """What the departments entered, and what has been appraised of it so far."""
    campaign = participants.campaign
    questions = questions_of(participants.framework).by_code
    officer = Person.objects.get(username="can-bo-so")
    for number, agency in enumerate(participants.agencies.values()):
        leaves = participants.leaves_of(agency)
        quality = 0.7 + 0.25 * ((number * 7) % 10) / 10
        about, period = f"{agency.uid}/2026", participants.period
        entered = [
            (leaf, invent(questions[leaf.code], about=about, quality=quality, period=period))
            for leaf in leaves
        ]
        answer(participants, agency, entered, by=None)
        prove(
            campaign, agency, leaves[: len(leaves) * 3 // 4], by=officer, title="Báo cáo năm 2026 (minh hoạ)"
        )
        _appraise(participants, agency, leaves, entered)


def _appraise(
    participants: Participants, agency: Agency, leaves: list[Leaf], entered: list[tuple[Leaf, Given]]
) -> None:
    """Two leaves in five have been agreed to."""
    agreed = [(leaf, given) for leaf, given in entered if (leaves.index(leaf) % 5) < 2]
    said = [(leaf, Given(given.rows, given.status, agreed=True)) for leaf, given in agreed]
    answer(
        participants, agency, said, by=Person.objects.get(username="tham-dinh-noi-vu"), layer="appraised_1"
    )


def _set_targets(campaign: Campaign) -> None:
    """A target for each field, made up."""
    city = _agency(_CITY)
    with unit_of_work(f"campaign/{campaign.pk}", actor=None) as work:
        for node in framework_by_key(campaign.framework).nodes:
            assert node.max_points is not None, "the made-up set states its maxima"
            points = write_decimal(node.max_points * _WANTED)
            target = Target.objects.create(campaign=campaign, unit=city, node=node.code, points=points)
            work.record("demonstration_answers", target, facts={"count": 1})


def _agency(uid: str) -> Agency:
    return Agency.objects.get(uid=uid)
