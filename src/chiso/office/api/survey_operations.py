"""Operations on survey rounds: the same services and rights as on the screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chiso.office.api import survey_shapes as shapes
from chiso.office.api.answers import ALWAYS, WRITES, answer_with
from chiso.office.api.asking import ByToken, answer_once, token_behind
from chiso.office.campaigns.access import campaign_for
from chiso.office.people.rights import require
from chiso.office.surveys.access import READ, handing_over_for, round_for, version_for, where_of_rounds
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.services import (
    hand_over,
    standing_leaves,
    withdraw_handing_over,
)
from chiso.office.surveys.models import HandingOver, RoundVersion, SurveyRound
from chiso.office.surveys.reading import RoundFile
from chiso.office.surveys.selectors import handed_over_of, latest_of, rounds, versions_of
from chiso.office.surveys.services import BroughtRound, bring_version, open_round

router = Router()


@router.get(
    "", response={200: shapes.Rounds, **ALWAYS}, summary="All survey rounds", auth=ByToken("surveys:read")
)
def all_rounds(request: HttpRequest) -> dict[str, Any]:
    """The rounds with their latest versions."""
    require(token_behind(request).person, READ, where_of_rounds())
    return {"rounds": [_round(one.round, one.latest) for one in rounds()]}


@router.get(
    "/{key}", response={200: shapes.RoundWhole, **ALWAYS}, summary="One survey round",
    auth=ByToken("surveys:read"),
)  # fmt: skip
def one_round(request: HttpRequest, key: str) -> dict[str, Any]:
    """Its versions, and what was handed over."""
    found = round_for(token_behind(request).person, key)
    versions = [_version(one) for one in versions_of(found)]
    handed_over = [_handing_over(one) for one in handed_over_of(found)]
    return _round(found, latest_of(found)) | {"versions": versions, "handed_over": handed_over}


@router.get(
    "/versions/{key}/files", response={200: shapes.Files, **ALWAYS}, summary="Files of a version",
    auth=ByToken("surveys:read"),
)  # fmt: skip
def files_of_version(request: HttpRequest, key: str) -> dict[str, Any]:
    """The table of estimates and the record, as they came."""
    found = version_for(token_behind(request).person, key)
    return {"csv": found.estimates, "record": found.record}


@router.post(
    "", response={201: shapes.RoundShown, **WRITES}, summary="Take a round in", auth=ByToken("surveys:write")
)
def post_round(request: HttpRequest, given: shapes.NewRound) -> HttpResponse:
    """Take a finished round in; its files are checked whole."""

    def do() -> HttpResponse:
        made = open_round(
            actor=token_behind(request).person,
            name=given.name,
            is_made_up=given.is_made_up,
            brought=_brought(given),
        )
        return answer_with(201, shapes.RoundShown, _round(made.round, made))

    return answer_once(request, do)


@router.post(
    "/{key}/versions", response={201: shapes.VersionShown, **WRITES}, summary="Take the next version in",
    auth=ByToken("surveys:write"),
)  # fmt: skip
def post_version(request: HttpRequest, key: str, given: shapes.NextVersion) -> HttpResponse:
    """Take the next version of a round in; it supersedes the one before."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        made = bring_version(
            actor=person,
            survey_round=round_for(person, key),
            brought=_brought(given),
            expected_version=given.expected_version,
        )
        return answer_with(201, shapes.VersionShown, _version(made))

    return answer_once(request, do)


@router.post(
    "/versions/{key}/handing-over", response={201: shapes.HandingOverShown, **WRITES},
    summary="Hand estimates over to a campaign", auth=ByToken("surveys:write"),
)  # fmt: skip
def post_handing_over(request: HttpRequest, key: str, given: shapes.NewHandingOver) -> HttpResponse:
    """Hand the estimates of the latest version over to criteria of a campaign: all of them, or none."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        made = hand_over(
            actor=person,
            version=version_for(person, key),
            campaign=campaign_for(person, given.campaign),
            feeds=[Feed(one.node, one.input, one.estimate, one.times) for one in given.feeds],
            expected_numbers=given.expected_numbers,
            confirms_basis=given.confirms_basis,
        )
        return answer_with(201, shapes.HandingOverShown, _handing_over(made))

    return answer_once(request, do)


@router.post(
    "/handing-over/{key}/withdrawal", response={200: shapes.HandingOverShown, **WRITES},
    summary="Withdraw what was handed over", auth=ByToken("surveys:write"),
)  # fmt: skip
def post_withdrawal(request: HttpRequest, key: str, given: shapes.Withdrawal) -> HttpResponse:
    """Take figures back; what stood before stands again."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        taken_back = withdraw_handing_over(
            actor=person,
            handing_over=handing_over_for(person, key),
            reason=given.reason,
            expected_version=given.expected_version,
        )
        return answer_with(200, shapes.HandingOverShown, _handing_over(taken_back))

    return answer_once(request, do)


def _brought(given: shapes.NewVersion) -> BroughtRound:
    estimates, record = RoundFile(given.csv.encode(), "csv"), RoundFile(given.record.encode(), "record")
    return BroughtRound(estimates, record, note=given.note)


def _round(one: SurveyRound, latest: RoundVersion) -> dict[str, Any]:
    return {
        "key": one.key,
        "version": one.version,
        "name": one.name,
        "period": one.period,
        "basis": one.basis,
        "is_made_up": one.is_made_up,
        "latest": _version(latest),
    }


def _version(one: RoundVersion) -> dict[str, Any]:
    return {
        "key": one.key,
        "number": one.number,
        "kind": one.kind,
        "design_sha256": one.design_sha256,
        "data_sha256": one.data_sha256,
        "estimates_sha256": one.estimates_sha256,
        "shown": one.shown,
        "unreliable": one.unreliable,
        "suppressed": one.suppressed,
        "note": one.note,
        "brought_at": one.brought_at,
    }


def _handing_over(one: HandingOver) -> dict[str, Any]:
    standing = {leaf.node for leaf in standing_leaves(one)} if one.withdrawn_at is None else set()
    return {
        "key": one.key,
        "version": one.version,
        "round_version": one.version_of_round.key,
        "campaign": one.campaign.key,
        "handed_over_at": one.handed_over_at,
        "withdrawn_at": one.withdrawn_at,
        "leaves": [
            {
                "node": leaf.node,
                "sheet": leaf.sheet.key,
                "number": leaf.sheet.number,
                "stands": leaf.node in standing,
            }
            for leaf in one.leaves.select_related("sheet")
        ],
    }
