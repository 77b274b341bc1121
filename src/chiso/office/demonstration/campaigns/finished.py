"""The thirty districts of 2020 by the set of the one-stop shop: from self-assessment to a published edition.

What heads, council and chairman do goes through the services that they use; the days of the calendar are put
into the past afterwards. Every figure is made up, and the file of the decision is no signed one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time

from chiso.language import text
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.council.rulings import RulingWords, save_ruling
from chiso.office.campaigns.council.sessions import SessionWords, approve_minutes, hold_session
from chiso.office.campaigns.models import Answer, Campaign, Session
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.campaigns.services import Settings, open_campaign
from chiso.office.campaigns.submitting.returning import mark_complete
from chiso.office.demonstration.campaigns.calendars import lay_calendar
from chiso.office.demonstration.campaigns.filling import answer, assign, hand_in, make_up, prove, staff
from chiso.office.demonstration.campaigns.publishing import publish_results, put_into_the_past
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person

_SET = "one-stop-shop@2018"
_TITLE = "Giải quyết thủ tục hành chính tại bộ phận một cửa các quận, huyện, thị xã năm 2020"
_PHASES = (
    "self_assessment", "completeness", "appraisal_1", "explanation", "council", "decision", "publication",
)  # fmt: skip
# Where the phases are put once all is done, in days before today.
_PAST = {
    "self_assessment": (-120, -106), "completeness": (-105, -100), "appraisal_1": (-99, -85),
    "explanation": (-84, -77), "council": (-60, -54), "decision": (-30, 0), "publication": (-10, 0),
}  # fmt: skip
_APPRAISING = "so-noi-vu-ha-noi"
_RULED = ("4", "9")


def finish_districts(people: Mapping[str, Person], today: date) -> Campaign:
    """Hold the whole campaign; `people` by user name."""
    coordinator = people["dieu-phoi"]
    campaign = open_campaign(
        actor=coordinator,
        kind="units",
        title=_TITLE,
        period="2020",
        framework=_SET,
        settings=Settings(
            is_sample=True,
            remark=text("Districts of before July 2025; every figure is made up.").in_language("vi"),
        ),
    )
    districts = list(Agency.objects.filter(forms__level="district").distinct())
    appraising = Agency.objects.get(uid=_APPRAISING)
    assign(campaign, ((unit, "", unit, appraising) for unit in districts))
    lay_calendar(campaign, ((kind, -1, 1) for kind in _PHASES))
    _self_assess(campaign, districts, coordinator, today)
    _appraise(participants_of(campaign), districts, people["tham-dinh-noi-vu"])
    _rule(campaign, districts[0], people, today)
    publish_results(campaign, people, today)
    put_into_the_past(campaign, _PAST)
    return campaign


def _self_assess(campaign: Campaign, districts: list[Agency], coordinator: Person, today: date) -> None:
    participants = participants_of(campaign)
    holders = staff(districts, today, prefix="quan")
    for number, agency in enumerate(districts):
        officer, head = holders[agency.pk]
        leaves = participants.leaves_of(agency)
        quality = 0.6 + 0.35 * ((number * 11) % 30) / 30
        about = f"{agency.uid}/2020"
        given = [(leaf, make_up(participants, leaf, about=about, quality=quality)) for leaf in leaves]
        answer(participants, agency, given, by=officer)
        prove(campaign, agency, leaves, by=officer, title="Báo cáo một cửa năm 2020 (minh hoạ)")
        version = hand_in(campaign, agency, head)
        mark_complete(actor=coordinator, campaign=campaign, agency=agency, expected_version=version)


def _appraise(participants: Participants, districts: Iterable[Agency], appraiser: Person) -> None:
    """Four leaves in five are agreed to; in the fifth the appraiser found a worse figure."""
    for agency in districts:
        kept = Answer.objects.filter(campaign=participants.campaign, agency=agency, layer="self_assessed")
        said = []
        for one in kept:
            leaf = participants.leaf(one.unit_id, one.node)
            assert leaf is not None, "what was answered is a leaf"
            said.append((leaf, _appraised(leaf, given_of(one), agency)))
        answer(participants, agency, said, by=appraiser, layer="appraised_1")


def _appraised(leaf: Leaf, given: Given, agency: Agency) -> Given:
    chance = random.Random(f"{agency.uid}/{leaf.code}/appraised")
    booleans = [row for row in given.rows if row.value == "true"]
    if chance.random() > 0.2 or not booleans:
        return replace(given, note="", agreed=True)
    worse = tuple(replace(row, value="false") if row == booleans[0] else row for row in given.rows)
    words = text("The photograph of the notice board shows otherwise (made up).").in_language("vi")
    return replace(given, rows=worse, note="", reason="figure_differs", words=words)


def _rule(campaign: Campaign, agency: Agency, people: Mapping[str, Person], today: date) -> None:
    """A session with two rulings: what the appraiser found stands."""
    session = hold_session(
        actor=people["thu-ky"],
        campaign=campaign,
        said=SessionWords(
            held_on=today, began=time(8, 30), ended=time(10, 15), place="Phòng họp số 2 (minh hoạ)",
            chair="Ngô Văn Minh Hoạ",
            present=(("Ngô Văn Minh Hoạ", "Chủ tịch hội đồng"), ("Đặng Văn Minh Hoạ", "Ủy viên")),
        ),
    )  # fmt: skip
    for node in _RULED:
        said = RulingWords(
            None, "council_stands", text("The appraisal stands (made up).").in_language("vi"), votes_for=5
        )
        save_ruling(
            actor=people["thu-ky"], session=session, unit=agency, node=node, said=said, expected_version=0
        )
    current = Session.objects.get(pk=session.pk)
    approve_minutes(actor=people["uy-vien"], session=current, expected_version=current.version)
