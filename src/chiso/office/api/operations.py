"""The operations: each calls a selector or a service, as the screens do, and declares every answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chiso.language import render, text
from chiso.office.api import shapes
from chiso.office.api.answers import ALWAYS, WRITES, answer_with
from chiso.office.api.asking import ByToken, answer_once, language_of, token_behind
from chiso.office.campaigns.access import campaign_for, phase_for
from chiso.office.campaigns.assigning.services import take_over_assignments
from chiso.office.campaigns.models import Campaign, Phase, Sheet
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.selectors import assignments_of, calendar_of, campaigns
from chiso.office.campaigns.services import open_campaign, save_phase
from chiso.office.campaigns.sheets.selectors import may_read_sheets, sheets_of
from chiso.office.campaigns.sheets.services import Brought, bring_sheet
from chiso.office.errors import Incomplete
from chiso.office.ledger.access import READ
from chiso.office.ledger.selectors import PAGE, Filters, entries_of
from chiso.office.organisation.selectors import Sought, forms_on
from chiso.office.people.rights import Where, require
from chiso.problems import Place, Problem

router = Router()


@router.get("/me", response={200: shapes.Me, **ALWAYS}, summary="Whose token this is")
def me(request: HttpRequest) -> dict[str, Any]:
    """The person, the scopes and the end of the token."""
    token = token_behind(request)
    return {
        "full_name": token.person.full_name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }


@router.get(
    "/agencies",
    response={200: shapes.Agencies, **ALWAYS},
    summary="Agencies on a day",
    auth=ByToken("organisation:read"),
)
def agencies(
    request: HttpRequest, day: date | None = None, level: Annotated[str, Query(max_length=20)] = ""
) -> dict[str, Any]:
    """The agencies as they stood on a day, today by default."""
    on = day or timezone.localdate()
    return {
        "day": on,
        "agencies": [
            {
                "key": form.agency.key,
                "uid": form.agency.uid,
                "code": form.code,
                "name": form.name,
                "level": form.level,
                "kind": form.kind,
                "parent": form.parent.key if form.parent else None,
                "group": form.group,
                "valid_from": form.valid_from,
                "valid_to": form.valid_to,
            }
            for form in forms_on(on, Sought(level=level.replace("\0", "")))
        ],
    }


@router.get(
    "/campaigns",
    response={200: shapes.Campaigns, **ALWAYS},
    summary="All campaigns",
    auth=ByToken("campaigns:read"),
)
def all_campaigns(request: HttpRequest) -> dict[str, Any]:
    """Open campaigns first, then the newest period."""
    return {"campaigns": [_campaign(one) for one in campaigns()]}


@router.get(
    "/campaigns/{key}",
    response={200: shapes.CampaignWhole, **ALWAYS},
    summary="One campaign",
    auth=ByToken("campaigns:read"),
)
def one_campaign(request: HttpRequest, key: str) -> dict[str, Any]:
    """Its calendar, and who answers for what."""
    found = campaign_for(token_behind(request).person, key)
    return {
        **_campaign(found),
        "phases": [{**_phase(one.phase), "state": one.state or "later"} for one in calendar_of(found)],
        "assignments": [
            {
                "unit": row.unit.key,
                "node": row.node,
                "responsible": row.responsible.key,
                "appraising": row.appraising.key if row.appraising else None,
            }
            for row in assignments_of(found)
        ],
    }


@router.post(
    "/campaigns",
    response={201: shapes.CampaignShown, **WRITES},
    summary="Open a campaign",
    auth=ByToken("campaigns:write"),
)
def post_campaign(request: HttpRequest, given: shapes.NewCampaign) -> HttpResponse:
    """Open a campaign by a set of the library."""

    def do() -> HttpResponse:
        opened = open_campaign(actor=token_behind(request).person, **given.dict())
        return answer_with(201, shapes.CampaignShown, _campaign(opened))

    return answer_once(request, do)


@router.post(
    "/campaigns/{key}/phases",
    response={201: shapes.PhaseShown, **WRITES},
    summary="Add a phase",
    auth=ByToken("campaigns:write"),
)
def post_phase(request: HttpRequest, key: str, given: shapes.NewPhase) -> HttpResponse:
    """Add a phase to a campaign."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        _check_kind(given.kind)
        made = save_phase(actor=person, campaign=campaign_for(person, key), **given.dict())
        return answer_with(201, shapes.PhaseShown, {**_phase(made), "state": _state(made)})

    return answer_once(request, do)


@router.put(
    "/phases/{key}",
    response={200: shapes.PhaseShown, **WRITES},
    summary="Change a phase",
    auth=ByToken("campaigns:write"),
)
def put_phase(request: HttpRequest, key: str, given: shapes.ChangedPhase) -> HttpResponse:
    """Change a phase; `expected_version` is the one that was seen."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        found = phase_for(person, key)
        _check_kind(given.kind)
        saved = save_phase(actor=person, campaign=found.campaign, phase=found, **given.dict())
        return answer_with(200, shapes.PhaseShown, {**_phase(saved), "state": _state(saved)})

    return answer_once(request, do)


@router.put(
    "/campaigns/{key}/assignments",
    response={200: shapes.Taken, **WRITES},
    summary="Take over assignments",
    auth=ByToken("campaigns:write"),
)
def put_assignments(request: HttpRequest, key: str, given: shapes.Table) -> HttpResponse:
    """Replace who answers for what by a table; if one row is wrong nothing is replaced."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        count = take_over_assignments(
            actor=person, campaign=campaign_for(person, key), content=given.csv.encode(), name="csv"
        )
        return answer_with(200, shapes.Taken, {"rows": count})

    return answer_once(request, do)


@router.get(
    "/campaigns/{key}/sheets",
    response={200: shapes.Sheets, **ALWAYS},
    summary="Figures from elsewhere",
    auth=ByToken("campaigns:read"),
)
def all_sheets(request: HttpRequest, key: str) -> dict[str, Any]:
    """The versions of the figures that came from elsewhere, for who brings them and who watches."""
    person = token_behind(request).person
    campaign = campaign_for(person, key)
    may_read_sheets(person, campaign)
    return {"sheets": [_sheet(one) for one in sheets_of(campaign)]}


@router.post(
    "/campaigns/{key}/sheets",
    response={201: shapes.SheetShown, **WRITES},
    summary="Bring figures of a criterion",
    auth=ByToken("sheets:write"),
)
def post_sheet(request: HttpRequest, key: str, given: shapes.NewSheet) -> HttpResponse:
    """Bring the figures of a criterion for all units as its next version; all rows or none."""

    def do() -> HttpResponse:
        person = token_behind(request).person
        made = bring_sheet(
            actor=person,
            campaign=campaign_for(person, key),
            node=given.node,
            brought=Brought(given.csv.encode(), "csv", given.origin, given.source, given.basis),
            expected_number=given.expected_number,
        )
        return answer_with(201, shapes.SheetShown, _sheet(made))

    return answer_once(request, do)


@router.get(
    "/ledger/entries",
    response={200: shapes.Entries, **ALWAYS},
    summary="The record",
    auth=ByToken("ledger:read"),
)
def ledger_entries(
    request: HttpRequest,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    chain: Annotated[str, Query(max_length=120)] = "",
) -> dict[str, Any]:
    """The newest entries, for who may read the record."""
    require(token_behind(request).person, READ, Where())
    language = language_of(request)
    lines = entries_of(Filters(chain=chain.replace("\0", "")), before=before)
    return {
        "entries": [
            {
                "id": line.id,
                "at": line.at,
                "chain": line.chain,
                "sequence": line.sequence,
                "who": render(line.who, language),
                "said": line.said.in_language(language),
                "reason": render(line.reason, language),
                "refused": line.refused,
                "hash": line.hash,
            }
            for line in lines
        ],
        "next_before": lines[-1].id if len(lines) == PAGE else None,
    }


def _campaign(one: Campaign) -> dict[str, Any]:
    return {
        "key": one.key,
        "version": one.version,
        "kind": one.kind,
        "title": one.title,
        "period": one.period,
        "framework": one.framework,
        "closed_at": one.closed_at,
    }


def _phase(one: Phase) -> dict[str, Any]:
    return {
        "key": one.key,
        "version": one.version,
        "kind": one.kind,
        "opens_at": one.opens_at,
        "closes_at": one.closes_at,
        "late_until": one.late_until,
        "nodes": one.nodes,
    }


def _sheet(one: Sheet) -> dict[str, Any]:
    return {
        "key": one.key,
        "node": one.node,
        "number": one.number,
        "origin": one.origin,
        "source": one.source,
        "basis": one.basis,
        "brought_at": one.brought_at,
    }


def _state(one: Phase) -> str:
    now = timezone.now()
    if one.closes_at <= now:
        return "done"
    return "now" if one.opens_at <= now else "later"


def _check_kind(kind: str) -> None:
    if kind not in NAMES:
        expected = text("Expected one of: {kinds}.", kinds=", ".join(NAMES))
        raise Incomplete(
            [Problem("CH-7220", Place(field="kind"), kind, expected, text("Choose one of these."))]
        )
