"""From a wish to a plan: the question is put, answered, and looked at from all sides while time is left.

Time is shared out: the plan itself has three fifths, then what stands in its way, the next plans, the test of
stability and the robust plan have parts of what is left. A part that ends early leaves its time to the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from chiso.improvement.capacity import Capacity
from chiso.improvement.measures import Measure, Measures
from chiso.improvement.measures_checking import check_measures
from chiso.improvement.optimising.chances import chance_of_target, expected_score
from chiso.improvement.optimising.index_model import index_model
from chiso.improvement.optimising.question import NOTHING, Choice, Question
from chiso.improvement.optimising.reasons import (
    Bindings,
    what_keeps_costs_up,
    what_keeps_points_down,
)
from chiso.improvement.optimising.search import Answer, most_points
from chiso.improvement.optimising.solving import Allowance, Status
from chiso.improvement.optimising.variations import (
    Alternatives,
    Stability,
    answer,
    find_stability,
    next_best,
    robust_question,
)
from chiso.improvement.profiles import with_points
from chiso.improvement.rivals.standing import Rivals, rivals_as_they_stand
from chiso.improvement.targets import Target
from chiso.improvement.thresholds import requirement_of
from chiso.language import chosen_language, text
from chiso.markup import html_sentences
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.result import Result

ALTERNATIVES, TRIALS, SECONDS = 5, 50, 60.0
_OF_THE_PLAN, _OF_REASONS, _OF_BINDINGS, _OF_ALTERNATIVES, _OF_STABILITY = 0.6, 0.5, 0.3, 0.4, 0.6


@dataclass(frozen=True)
class Wish:
    """What a plan shall do, and what else is asked about it."""

    target: Target | None
    budget: Fraction | None = None
    capacity: Capacity | None = None
    rivals: Rivals | None = None
    alternatives: int = ALTERNATIVES
    trials: int = TRIALS
    seed: int = 1
    is_robust: bool = False


@dataclass(frozen=True)
class Plan:
    """The answer with all that is said about it.

    `choice` is what is to be done: the best found, or nothing. `highest`: where the target cannot be reached,
    what comes nearest in points; `surest`: in probability, of what was looked at. `robust`: the robust plan
    and its question, where it was asked for and there is one.
    """

    wish: Wish
    question: Question
    status: Status
    choice: Choice | None
    bound: Fraction | None
    highest: Answer | None = None
    bindings: Bindings = field(default_factory=lambda: Bindings((), False))
    alternatives: Alternatives = field(default_factory=lambda: Alternatives((), False))
    stability: Stability | None = None
    robust: tuple[Question, Answer] | None = None
    surest: Choice | None = None

    @property
    def result(self) -> Result:
        """The result that is planned from."""
        return self.question.index.result

    @property
    def uid(self) -> str:
        """The unit that is planned for."""
        return self.question.index.uid

    @property
    def levels(self) -> tuple[Measure, ...]:
        """What is to be done, in the order of the table."""
        return self.named(self.choice or NOTHING)

    def named(self, choice: Choice) -> tuple[Measure, ...]:
        """The levels of a choice, in the order of the table."""
        return tuple(self.question.measures.levels[place] for place in sorted(choice))

    @property
    def looked_at(self) -> Choice | None:
        """The choice that figures are about: the plan, or what comes nearest to the target."""
        return self.choice if self.highest is None else self.highest.choice

    @cached_property
    def score(self) -> Fraction | None:
        """The score once all of it is done, as scoring has it."""
        return None if self.looked_at is None else self.score_of(self.looked_at)

    def score_of(self, choice: Choice) -> Fraction:
        """The score of a choice as scoring has it; that of the model is the same."""
        points = self.question.measures.points_of(choice)
        score = self.question.index.scored_with(points)
        if score != self.question.score(choice):
            raise AssertionError(f"scoring gives {score}, the model {self.question.score(choice)}")
        return score

    @cached_property
    def done(self) -> Result:
        """The result of the league once all of it is done and nobody else has moved."""
        return with_points(self.result, self.uid, self.question.measures.points_of(self.looked_at or NOTHING))

    @cached_property
    def chance(self) -> Fraction | None:
        """The probability of the target: levels may fail, rivals move as drawn."""
        if self.question.requirement is None or self.looked_at is None:
            return None
        return chance_of_target(self.question, self.looked_at)

    @cached_property
    def surest_chance(self) -> Fraction:
        """The probability of the target by the surest plan that was looked at."""
        return Fraction(0) if self.surest is None else chance_of_target(self.question, self.surest)

    @cached_property
    def expected(self) -> Fraction | None:
        """The mean of the score, each level succeeding or not."""
        return None if self.looked_at is None else expected_score(self.question, self.looked_at)

    def _repr_html_(self) -> str:
        from chiso.improvement.plan_words import sentences_of

        first, *others = sentences_of(self)
        return html_sentences(first, others, chosen_language())

    @property
    def loads(self) -> Mapping[tuple[str, str], Fraction]:
        """The work of each agency in each quarter."""
        return self.question.loads(self.choice or NOTHING)


def question_of(result: Result, uid: str, measures: Measures, wish: Wish) -> Question:
    """The wish as a question to the optimiser. Raises BadInput and WrongCall."""
    check_measures(measures, result, uid, wish.capacity)
    index = index_model(result, uid, sorted({level.code for level in measures.levels if level.code}))
    requirement = None
    if wish.target is not None:
        rivals = rivals_as_they_stand(result, uid) if wish.rivals is None else wish.rivals
        requirement = requirement_of(wish.target, result, uid, rivals)
    return Question(index, measures, requirement, wish.capacity, wish.budget)


def find_plan(
    result: Result, uid: str, measures: Measures, wish: Wish, allowance: Allowance | None = None
) -> Plan:
    """The best plan for a wish. Raises BadInput and WrongCall before anything is searched."""
    allowance = Allowance(SECONDS) if allowance is None else allowance
    if wish.target is None and wish.budget is None:
        expected = text("Expected a target, a budget, or both.")
        mend = text("Add --target, for the cheapest plan, or --budget, for the most points.")
        raise WrongCall([Problem("CH-8335", Place(field="--target"), "", expected, mend)])
    question = question_of(result, uid, measures, wish)
    found = answer(question, allowance.part(_OF_THE_PLAN))
    plan = Plan(wish, question, found.status, found.choice, found.bound)
    if found.status is Status.INFEASIBLE:
        return _with_reasons(replace(plan, surest=found.surest), allowance)
    return plan if found.choice is None else _with_variations(plan, found.choice, allowance)


def _with_reasons(plan: Plan, allowance: Allowance) -> Plan:
    """What could be reached, and what stands in the way."""
    open_question = plan.question.without_target()
    highest = most_points(open_question, allowance.part(_OF_REASONS))
    if highest.choice is None:
        return replace(plan, highest=highest)
    bindings = what_keeps_points_down(plan.question, highest.choice, allowance)
    return replace(plan, highest=highest, bindings=bindings)


def _with_variations(plan: Plan, choice: Choice, allowance: Allowance) -> Plan:
    """What else could be done, and how firmly the plan stands."""
    wish, question = plan.wish, plan.question
    look = what_keeps_points_down if wish.target is None else what_keeps_costs_up
    # A plan of nothing costs nothing: no limit keeps its cost up.
    bindings = Bindings((), True)
    if choice or wish.target is None:
        bindings = look(question, choice, allowance.part(_OF_BINDINGS))
    robust = None
    if wish.is_robust and choice:
        harder = robust_question(question, choice)
        robust = (harder, answer(harder, allowance.part(_OF_ALTERNATIVES)))
    others = next_best(question, choice, wish.alternatives, allowance.part(_OF_ALTERNATIVES))
    stability = None
    if choice and wish.trials:
        stability = find_stability(question, choice, wish.trials, wish.seed, allowance.part(_OF_STABILITY))
    return replace(plan, bindings=bindings, alternatives=others, stability=stability, robust=robust)
