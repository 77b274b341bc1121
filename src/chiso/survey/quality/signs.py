"""Several signs for one interviewer: a score with its reasons (in the literature: falsification score).

    score = number of signs;     listed where score ≥ limits.signs

Signs are what Bredl, Winker and Kötschau (2012) and AAPOR's task force on falsification (2020) name for
interviews that were perhaps not held as reported. Each is the mean of an interviewer, seen against all
interviewers by robust deviations (beyond 3 on the side that is named), or what another check lists:

    short interviews · one answer throughout · interviews like one another · people who hardly differ
    few questions without an answer · many interviews in a day · answers that stand apart
    last digits · back-checks that do not confirm · hours, ways or places that cannot well be

No sign proves anything, and two neither: a quick interviewer in a contented ward has two. The list says
whose interviews to have a look at first, with reasons that the person may answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from chiso.language import Text, listing, text
from chiso.survey.quality.duplicates import Nearest
from chiso.survey.quality.findings import Checked, CheckName, Finding, lacks
from chiso.survey.quality.groups import divide, means, robust_deviations, sizes, sums
from chiso.survey.quality.interviewers import mean_answers
from chiso.survey.quality.interviews import NO_ANSWER, Interviews
from chiso.survey.quality.straight_lines import commonest_shares

Real = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_FAR = 3.0
# Of interviews with impossible times or places: so many, and such a share of all, are a sign.
_FEWEST_IMPOSSIBLE, _SHARE_IMPOSSIBLE = 3, 0.10
_DAY = 86_400

_WORDS: dict[str, Text] = {
    "short": text("short interviews"),
    "straight": text("one answer throughout"),
    "alike": text("interviews like one another"),
    "even": text("people who hardly differ"),
    "complete": text("few questions without an answer"),
    "busy": text("many interviews in a day"),
    "apart": text("answers that stand apart"),
    "digits": text("last digits"),
    "unconfirmed": text("back-checks that do not confirm"),
    "impossible": text("hours, ways or places that cannot well be"),
}
_FROM_CHECKS: Mapping[str, CheckName] = {
    "apart": "interviewer_answers", "digits": "interviewer_digits", "unconfirmed": "back_checks",
}  # fmt: skip


def check_signs(interviews: Interviews, nearest: Nearest | None, checked: Iterable[Checked]) -> Checked:
    """Listed: interviewers with several signs. `checked`: what the other checks found."""
    who = interviews.interviewer
    if who is None or nearest is None:
        return lacks("signs", "interviewer")
    count = len(who.names)
    enough = sizes(who.of, count) >= interviews.plan.limits.interviews_of_interviewer
    signs = signs_of(interviews, nearest, enough, {one.check: one for one in checked})
    score = np.sum([sign for sign in signs.values()], axis=0)
    limit = interviews.plan.limits.signs
    findings = tuple(
        Finding(
            "signs",
            "",
            who.names[one],
            float(score[one]),
            float(limit),
            text(
                "{count} signs: {signs}",
                count=int(score[one]),
                signs=listing(_WORDS[name] for name, sign in signs.items() if sign[one]),
            ),
        )
        for one in map(int, np.lexsort((np.arange(count), -score)))
        if enough[one] and score[one] >= limit
    )
    return Checked("signs", int(enough.sum()), findings)


def signs_of(
    interviews: Interviews, nearest: Nearest, enough: Mask, checked: Mapping[CheckName, Checked]
) -> dict[str, Mask]:
    """Which sign each interviewer has, (interviewers,) for each sign. `enough`: who has interviews enough."""
    who = interviews.interviewer
    assert who is not None
    count = len(who.names)
    place = {name: one for one, name in enumerate(who.names)}
    signs = {
        name: np.zeros(count, bool) if values is None else _beyond(values, enough, side)
        for name, (values, side) in _figures(interviews, nearest, count).items()
    }
    for name, check in _FROM_CHECKS.items():
        signs[name] = np.zeros(count, bool)
        if check in checked:
            signs[name][[place[found.interviewer] for found in checked[check].findings]] = True
    strange = np.zeros(count)
    for check in ("hours", "travel", "places"):
        if check in checked:
            rows = [place[found.interviewer] for found in checked[check].findings if found.interviewer]
            strange += np.bincount(np.array(rows, np.int64), minlength=count)
    share = np.nan_to_num(divide(strange, sizes(who.of, count)))
    signs["impossible"] = (strange >= _FEWEST_IMPOSSIBLE) & (share >= _SHARE_IMPOSSIBLE)
    return signs


def _figures(interviews: Interviews, nearest: Nearest, count: int) -> dict[str, tuple[Real | None, int]]:
    """A figure of each interviewer, and the side on which it is a sign; None where a column lacks."""
    who = interviews.interviewer
    assert who is not None
    length = interviews.duration
    short = None
    if length is not None:
        logarithm = np.log(length, out=np.full(len(length), np.nan), where=length > 0)
        short = means(logarithm, who.of, count)
    middle = mean_answers(interviews)
    spread = means((middle - means(middle, who.of, count)[who.of]) ** 2, who.of, count)
    lacking = (interviews.answers == NO_ANSWER).mean(axis=1)
    return {
        "short": (short, -1),
        "straight": (means(commonest_shares(interviews.answers), who.of, count), 1),
        "alike": (means(nearest.own, who.of, count), 1),
        "even": (np.log(spread, out=np.full(count, -np.inf), where=spread > 0), -1),
        "complete": (np.sqrt(means(lacking, who.of, count)), -1),
        "busy": (None if interviews.started is None else _busiest_day(interviews, count), 1),
    }


def _beyond(values: Real, enough: Mask, side: int) -> Mask:
    """Who is farther than 3 robust deviations from the middle of those with interviews enough."""
    endless = np.isinf(values)
    kept = np.where(enough & ~endless, values, np.nan)
    far = np.nan_to_num(robust_deviations(kept)) * side > _FAR
    return np.asarray(far | (endless & enough & (np.sign(values) == side)))


def _busiest_day(interviews: Interviews, count: int) -> Real:
    """The mean number of interviews on the days on which an interviewer held any."""
    who, started = interviews.interviewer, interviews.started
    assert who is not None
    assert started is not None
    told = (started != NO_ANSWER) & (who.of >= 0)
    days = np.unique(np.stack([who.of[told], started[told] // _DAY], axis=1), axis=0)
    return divide(sums(np.ones(int(told.sum())), who.of[told], count), sizes(days[:, 0], count))
