"""Survey rounds for the access table: one that was handed over to the campaign with rules."""

from __future__ import annotations

from chiso.office.campaigns.models import Sheet
from chiso.office.people.roles import Role
from chiso.office.surveys.models import HandedLeaf, HandingOver, QualityReport, RoundVersion, SurveyRound
from tests.office.campaigns.appraising.samples import campaign_with_rules
from tests.office.files.honest import pdf
from tests.office.routes_samples import Samples, World
from tests.office.surveys.making import ROWS, brought


def samples(world: World) -> Samples:
    campaign, given = campaign_with_rules(world), brought()
    by, coordinator = world.people[Role.STATISTICIAN], world.people[Role.COORDINATOR]
    survey_round = SurveyRound.objects.create(
        name="Điều tra năm 2020", period="2020", basis="probability", opened_by=by
    )
    version = RoundVersion.objects.create(
        round=survey_round, number=1, kind="index", estimates=given.estimates.content.decode(),
        record=given.record.content.decode(), estimates_sha256="e" * 64, design_sha256="d" * 64,
        shown=len(ROWS), unreliable=0, suppressed=0, brought_by=by,
    )  # fmt: skip
    QualityReport.objects.create(
        version=version, name="bao-cao.pdf", content=pdf(), sha256="f" * 64, size=1, pages=1
    )
    sheet = Sheet.objects.create(
        campaign=campaign, node="9", number=1, origin="survey", source="Điều tra năm 2020",
        table="unit,value\nso-tu-phap,1\n",
    )  # fmt: skip
    handing = HandingOver.objects.create(
        version_of_round=version, campaign=campaign, handed_over_by=coordinator
    )
    HandedLeaf.objects.create(handing_over=handing, node="9", feeds=[], sheet=sheet)
    of_round = {"": {"key": survey_round.key}}
    of_version = {"": {"key": version.key}}
    of_handing = {"": {"key": handing.key}}
    of_campaign = {"appraisal open": {"key": version.key, "campaign_key": campaign.key}}
    return {
        "surveys:round": of_round,
        "surveys:bring-version": of_round,
        "surveys:version": of_version,
        "surveys:estimates": of_version,
        "surveys:record": of_version,
        "surveys:report": of_version,
        "surveys:choose-feeds": of_campaign,
        "surveys:hand-over": of_campaign,
        "surveys:handed-over": of_handing,
        "surveys:withdraw": of_handing,
        "api:one_round": of_round,
        "api:post_version": of_round,
        "api:files_of_version": of_version,
        "api:post_handing_over": of_version,
        "api:post_withdrawal": of_handing,
    }
