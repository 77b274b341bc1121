"""How the interviews of one unit went: who asked, where, when, how long; all of it honest.

Each interviewer takes the neighbourhoods of the unit in turn, one or more days for each, at most 24
interviews a day, one after the other from eight o'clock. The length is lognormal; older people and slower
interviewers take longer. Between two interviews are three minutes and an exponential rest. People name
their minutes of waiting, and four of ten round them to five: that is an honest preference of digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.survey.simulation import city as plan
from chiso.survey.simulation.city import City
from chiso.survey.simulation.drawing import Drawn
from chiso.survey.simulation.people import BACK_CHECKS, FIELD, People, answers_to, stream

Whole64 = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

INTERVIEWERS_OF_A_UNIT = 10_000
_MOST_A_DAY = 24
_FIRST_SECOND = 8 * 3600
_SECONDS_A_QUESTION, _QUESTIONS_BESIDE = 14.0, 10
_LENGTH_SD, _PACE_SD, _PACE_OF_AGE = 0.30, 0.10, 0.06
_SHORTEST_REST, _MEAN_REST = 180.0, 400.0
_MEDIAN_WAITING, _WAITING_SD, _ROUNDED = 20.0, 0.6, 0.4
# Degrees: about a kilometre between neighbourhoods, 150 metres within one.
_SPREAD_OF_UNIT, _SPREAD_OF_NEIGHBOURHOOD = 0.010, 0.0014
_SOUTH_WEST, _NORTH_EAST = (20.60, 105.35), (21.25, 105.95)
_BACK_CHECKED, _SAME_ANSWER = 0.05, 0.80


@dataclass(frozen=True, slots=True)
class Field:
    """(interviews,) for each: the interviews are those who answered, in the order of `Drawn`."""

    interviewer: Whole64
    started: Whole64
    duration: Whole64
    latitude: Real
    longitude: Real
    waiting: Whole64
    is_back_checked: npt.NDArray[np.bool_]


def visit_people(city: City, people: People, drawn: Drawn, seed: int, unit: int, draw: int = 0) -> Field:
    """The field work of one unit. `started` are seconds since 1970, local time."""
    random = stream(seed, unit, FIELD, draw)
    rows = drawn.rows[drawn.answered]
    count = len(rows)
    visited, neighbourhood = np.unique(people.neighbourhood[rows], return_inverse=True)
    of_neighbourhood = np.arange(len(visited)) % city.interviewers
    interviewer = of_neighbourhood[neighbourhood]
    pace = random.normal(0, _PACE_SD, city.interviewers)[interviewer]
    older = _PACE_OF_AGE * (people.age[rows] - 2)
    typical = np.log(_SECONDS_A_QUESTION * (city.questions + _QUESTIONS_BESIDE))
    duration = np.rint(np.exp(typical + pace + older + random.normal(0, _LENGTH_SD, count)))
    rest = _SHORTEST_REST + random.exponential(_MEAN_REST, count)
    started = _starts(city, neighbourhood, duration + np.rint(rest))
    # Where people were met is spread around their neighbourhood, and that around its unit.
    centre = random.uniform(_SOUTH_WEST, _NORTH_EAST)
    places = centre + random.normal(0, _SPREAD_OF_UNIT, (len(visited), 2))
    met = places[neighbourhood] + random.normal(0, _SPREAD_OF_NEIGHBOURHOOD, (count, 2))
    waiting = np.rint(_MEDIAN_WAITING * np.exp(random.normal(0, _WAITING_SD, count)))
    rounded = random.random(count) < _ROUNDED
    waiting = np.where(rounded, np.maximum(5, 5 * np.rint(waiting / 5)), np.maximum(1, waiting))
    return Field(
        (unit + 1) * INTERVIEWERS_OF_A_UNIT + 1 + interviewer,
        started,
        duration.astype(np.int64),
        np.round(met[:, 0], 6),
        np.round(met[:, 1], 6),
        waiting.astype(np.int64),
        random.random(count) < _BACK_CHECKED,
    )


def answers_at_the_door(
    city: City, people: People, drawn: Drawn, seed: int, unit: int, field: Field, draw: int = 0
) -> npt.NDArray[np.int8]:
    """The answers as they were noted, (interviews, questions): true ones where interviewers have no effect.

    With `interviewer_sd` above 0 a share of the answers moves a step the way of the interviewer: the share
    is that of the latent effect, so that 0.1 moves about one answer in thirty.
    """
    answers = people.answers[drawn.rows[drawn.answered]]
    if city.interviewer_sd <= 0:
        return answers
    random = stream(seed, unit, FIELD, draw + (1 << 32))
    effects = random.normal(0, city.interviewer_sd, city.interviewers)
    place = (field.interviewer - 1) % INTERVIEWERS_OF_A_UNIT
    effect = effects[place][:, None]
    moves = (random.random(answers.shape) < np.abs(effect) / 3) & (answers != plan.DONT_KNOW)
    moved = np.clip(answers + np.where(moves, np.sign(effect), 0), 1, 5)
    return np.where(answers == plan.DONT_KNOW, answers, moved).astype(np.int8)


def answers_again(
    city: City, answers: npt.NDArray[np.int8], seed: int, unit: int, draw: int = 0
) -> npt.NDArray[np.int8]:
    """What the same people answer when somebody asks again: four of five answers are the same."""
    random = stream(seed, unit, BACK_CHECKS, draw)
    sd = np.sqrt(1 + city.person_sd**2)
    fresh = answers_to((random.normal(0, sd, answers.shape) + city.means_of_questions).astype(np.float32))
    same = random.random(answers.shape) < _SAME_ANSWER
    return np.where(same, answers, fresh).astype(np.int8)


def _starts(city: City, neighbourhood: Whole64, taken: Real) -> Whole64:
    """When each interview begins. `neighbourhood` is sorted; `taken`: seconds with the rest after it."""
    sizes = np.bincount(neighbourhood)
    firsts = np.cumsum(sizes) - sizes
    within = np.arange(len(neighbourhood)) - firsts[neighbourhood]
    days_of = -(-sizes // _MOST_A_DAY)
    # The neighbourhoods of an interviewer follow one another, every `interviewers`-th of the unit.
    turns = np.arange(len(sizes)) // city.interviewers
    longest = np.maximum.reduceat(days_of, np.arange(0, len(sizes), city.interviewers))
    first_days = (np.cumsum(longest) - longest)[turns]
    day = first_days[neighbourhood] + within // _MOST_A_DAY
    passed = np.cumsum(taken) - taken
    opening = np.flatnonzero(within % _MOST_A_DAY == 0)
    sitting = np.cumsum(within % _MOST_A_DAY == 0) - 1
    midnight = int(np.datetime64(city.first_day, "s").astype(np.int64))
    started = midnight + day * 86_400 + _FIRST_SECOND + passed - passed[opening][sitting]
    return np.asarray(started, np.int64)
