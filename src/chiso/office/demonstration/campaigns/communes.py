"""The 126 communes of 2026 by a set for communes: another province's, so it says on every page.

Self-assessment is open; most have handed in, some work on it, a few have not begun. Every answer is made up.
"""

from __future__ import annotations

from datetime import date

from chiso.language import text
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.services import Settings, open_campaign
from chiso.office.demonstration.accounts import WARD_OFFICER
from chiso.office.demonstration.campaigns.calendars import lay_calendar
from chiso.office.demonstration.campaigns.filling import answer, assign, hand_in, prove, staff
from chiso.office.demonstration.campaigns.inventing import invent
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.scoring.questions import questions_of

SET = "resolution-57-commune@2026"
_CALENDAR = (
    ("preparation", -30, -15), ("self_assessment", -14, 6), ("completeness", 7, 10), ("appraisal_1", 11, 24),
    ("explanation", 25, 32), ("appraisal_2", 33, 39), ("council", 40, 47), ("results", 48, 50),
    ("petition", 48, 55), ("decision", 56, 62), ("publication", 60, 70),
)  # fmt: skip
# Which department appraises which field; the rest is the Department of Home Affairs'.
_APPRAISING = {"II": "so-khoa-hoc-va-cong-nghe-ha-noi", "V": "so-tu-phap-ha-noi"}
_OTHERS = "so-noi-vu-ha-noi"
_PENALTIES = "V"
# Of five communes in a row.
_HANDED_IN = (0, 2)
_REMARK = text(
    "The set is another province’s, since none of Hà Nội’s own is public; all answers are made up."
)
_PENALTIES = "V"
_REMARK = text(
    "The set is another province’s, since none of Hà Nội’s own is public; all answers are made up."
)


def run_communes(coordinator: Person, today: date, *, ward: str) -> Campaign:
    """Open the campaign and fill it in; `ward` (uid) is left for whoever tries it: half done."""
    agencies = {agency.uid: agency for agency in Agency.objects.all()}
    communes = [
        agency for agency in Agency.objects.filter(forms__level="commune", forms__valid_to=None).distinct()
    ]
    campaign = open_campaign(
        actor=coordinator,
        kind="units",
        title="Thực hiện Nghị quyết số 57-NQ/TW tại các xã, phường năm 2026",
        period="2026",
        framework=SET,
        settings=Settings(is_sample=True, remark=_REMARK.in_language("vi")),
    )
    appraising = {"": agencies[_OTHERS], **{node: agencies[uid] for node, uid in _APPRAISING.items()}}
    assign(campaign, ((unit, node, unit, by) for unit in communes for node, by in appraising.items()))
    lay_calendar(campaign, _CALENDAR)
    _fill_in(campaign, communes, today, ward)
    return campaign


def _fill_in(campaign: Campaign, communes: list[Agency], today: date, ward: str) -> None:
    participants = participants_of(campaign)
    questions = questions_of(participants.framework).by_code
    people = staff([one for one in communes if one.uid != ward], today, prefix="xa")
    for number, agency in enumerate(communes):
        leaves = participants.leaves_of(agency)
        share = _share_done(number, agency.uid == ward)
        done = leaves[: round(len(leaves) * share)]
        if not done:
            continue
        quality = 0.55 + 0.4 * ((number * 37) % 100) / 100
        officer = people[agency.pk][0] if agency.pk in people else Person.objects.get(username=WARD_OFFICER)
        given = [
            (
                leaf,
                invent(
                    questions[leaf.code],
                    about=agency.uid,
                    quality=quality,
                    period=participants.period,
                    faults=leaf.field.code == _PENALTIES,
                ),
            )
            for leaf in done
        ]
        answer(participants, agency, given, by=officer)
        proved = done[::2] if agency.uid == ward else done
        prove(campaign, agency, proved, by=officer, title="Báo cáo tự đánh giá (minh hoạ)")
        if share == 1.0 and number % 5 in _HANDED_IN:
            hand_in(campaign, agency, people[agency.pk][1])


def _share_done(number: int, is_left: bool) -> float:
    """How much of its leaves a commune has answered: some have not begun, a fifth is on its way."""
    if is_left:
        return 0.5
    if number % 25 == 7:
        return 0.0
    return 0.7 if number % 5 == 3 else 1.0
