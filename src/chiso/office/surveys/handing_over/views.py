"""Pages of handing over: which estimate feeds which criterion, what would change, the change, taking back."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.campaigns.access import campaign_for
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.results.simulated import places_of_set
from chiso.office.errors import Incomplete, OfficeRefused
from chiso.office.people.guard import needs
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.surveys.access import (
    HAND_OVER,
    READ,
    handing_over_for,
    version_for,
    where_of_handing_over,
)
from chiso.office.surveys.forms import FeedsForm, WithdrawForm
from chiso.office.surveys.handing_over.feeding import codes_in, feedable_of
from chiso.office.surveys.handing_over.previewing import HandingPreview, LeafPreview, conflicts_of
from chiso.office.surveys.handing_over.services import (
    hand_over,
    preview_round,
    standing_leaves,
    withdraw_handing_over,
)
from chiso.office.surveys.models import RoundVersion
from chiso.office.surveys.reading import estimates_in
from chiso.office.surveys.selectors import show_estimate
from chiso.office.surveys.services import BASIS_NAMES
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Place, Problem
from chiso.survey.design import WITH_ERRORS

MOST_SHOWN = 200


@needs(HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, key: str, campaign_key: str) -> HttpResponse:
    """Choose what feeds what; what is posted is shown, not handed over yet."""
    version, campaign = _place(request, key, campaign_key)
    form = _form(request, version, campaign)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            preview = preview_round(
                actor=person_of(request), version=version, campaign=campaign, feeds=form.feeds()
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            return _show_preview(request, version, campaign, form, preview)
    return _show_choice(request, version, campaign, form, problems)


@needs(HAND_OVER)
@require_POST
def accept(request: HttpRequest, key: str, campaign_key: str) -> HttpResponse:
    """Hand over what was shown."""
    version, campaign = _place(request, key, campaign_key)
    form = _form(request, version, campaign)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            made = hand_over(
                actor=person_of(request),
                version=version,
                campaign=campaign,
                feeds=form.feeds(),
                expected_numbers=_seen(request),
                confirms_basis=bool(request.POST.get("confirms_basis")),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request, text("The estimates were handed over; the points of the campaign follow from them.")
            )
            return SeeOther(reverse("surveys:handed-over", args=[made.key]))
    return _show_choice(request, version, campaign, form, problems)


@needs(READ)
@require_safe
def handed_over(request: HttpRequest, key: str) -> HttpResponse:
    """What was handed over, and whether it stands."""
    return _show_handed_over(request, key, WithdrawForm(), ())


@needs(HAND_OVER)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take back what was handed over."""
    person = person_of(request)
    found = handing_over_for(person, key)
    form = WithdrawForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            withdraw_handing_over(
                actor=person,
                handing_over=found,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The figures were withdrawn; what stood before stands again."))
            return SeeOther(reverse("surveys:handed-over", args=[key]))
    return _show_handed_over(request, key, form, problems)


def _place(request: HttpRequest, key: str, campaign_key: str) -> tuple[RoundVersion, Campaign]:
    """The version and the campaign, for who may hand over there now."""
    person = person_of(request)
    version, campaign = version_for(person, key), campaign_for(person, campaign_key)
    require_for_page(person, HAND_OVER, where_of_handing_over(campaign))
    return version, campaign


def _form(request: HttpRequest, version: RoundVersion, campaign: Campaign) -> FeedsForm:
    """The choices; they begin with what the last handing-over of this round to the campaign chose."""
    feedable = feedable_of(participants_of(campaign))
    codes = codes_in(estimates_in(version.estimates))
    if request.method == "POST":
        return FeedsForm(feedable, codes, request.POST)
    last = (
        version.round.versions.filter(handed_over__campaign=campaign)
        .order_by("-handed_over__pk")
        .values_list("handed_over__leaves__node", "handed_over__leaves__feeds", "handed_over__pk")
    )
    chosen: dict[tuple[str, str], str] = {}
    for node, feeds, of in last:
        if of == last[0][2]:
            chosen |= {(node, one["input"]): f"{one['times']} {one['estimate']}" for one in feeds or []}
    initial = {
        f"feed-{number}": chosen.get((one.node.code, one.input), "") for number, one in enumerate(feedable)
    }
    return FeedsForm(feedable, codes, initial=initial)


def _show_choice(
    request: HttpRequest,
    version: RoundVersion,
    campaign: Campaign,
    form: FeedsForm,
    problems: tuple[Problem, ...],
) -> HttpResponse:
    context = {"version": version, "round": version.round, "campaign": campaign, "form": form,
               "problems": problems, "bases": BASIS_NAMES}  # fmt: skip
    return render(request, "surveys/handing_over/choose.html.j2", context, status=status_of_form(request))


def _show_preview(
    request: HttpRequest,
    version: RoundVersion,
    campaign: Campaign,
    form: FeedsForm,
    preview: HandingPreview,
) -> HttpResponse:
    context = {
        "version": version,
        "round": version.round,
        "campaign": campaign,
        "fields": form.chosen(),
        "leaves": [_shown_leaf(version, leaf) for leaf in preview.leaves],
        "left_out": preview.left_out,
        "places": places_of_set(participants_of(campaign)),
        "has_errors": version.round.basis in WITH_ERRORS,
        "other_period": version.round.period != campaign.period,
        "bases": BASIS_NAMES,
    }
    return render(request, "surveys/handing_over/preview.html.j2", context)


def _shown_leaf(version: RoundVersion, leaf: LeafPreview) -> Mapping[str, object]:
    rows = [
        {
            "change": row,
            "figures": [
                show_estimate(figure, version.kind, row.unit.name) for figure in row.figures.values()
            ],
        }
        for row in leaf.rows
    ]
    return {
        "node": leaf.fed.node,
        "feeds": leaf.fed.feeds,
        "number": leaf.number,
        "conflicts": conflicts_of(leaf),
        "without": leaf.fed.without,
        "rows": rows[:MOST_SHOWN],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "changed": len(leaf.preview.differences),
        "missing": len(leaf.preview.sheet.missing),
    }


def _show_handed_over(
    request: HttpRequest, key: str, form: WithdrawForm, problems: tuple[Problem, ...]
) -> HttpResponse:
    person = person_of(request)
    found = handing_over_for(person, key)
    standing = {leaf.node for leaf in standing_leaves(found)} if found.withdrawn_at is None else set()
    nodes = participants_of(found.campaign).framework.nodes_by_code
    context = {
        "handing_over": found,
        "round": found.version_of_round.round,
        "campaign": found.campaign,
        "leaves": [
            {"leaf": leaf, "node": nodes[leaf.node], "stands": leaf.node in standing}
            for leaf in found.leaves.all()
        ],
        "standing": len(standing),
        "may_withdraw": bool(standing) and may(person, HAND_OVER, where_of_handing_over(found.campaign)),
        "form": form,
        "problems": problems,
    }
    return render(
        request, "surveys/handing_over/handed_over.html.j2", context, status=status_of_form(request)
    )


def _seen(request: HttpRequest) -> dict[str, int]:
    """The versions of figures that the page of the differences showed.

    Raises OfficeRefused (CH-7005) where a page of ours would never send such a thing.
    """
    found = {}
    for written in request.POST.getlist("seen"):
        node, _, number = written.rpartition("=")
        if not (node and number.isascii() and number.isdigit() and len(number) < 10):
            expected = text("Something in this request is not as a browser sends it.")
            mend = text("Go back to the page, load it anew and try again.")
            raise OfficeRefused([Problem("CH-7005", Place(field="seen"), "", expected, mend)])
        found[node] = int(number)
    return found
