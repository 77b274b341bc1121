"""A plan in sentences: what is to be done, what it takes, what binds, what helps where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.figures import round_figure
from chiso.improvement.measures import Measure
from chiso.improvement.optimising.question import NOTHING
from chiso.improvement.optimising.reasons import Binding
from chiso.improvement.optimising.solving import Status
from chiso.improvement.planning import Plan
from chiso.improvement.targets import ClassTarget, RankTarget
from chiso.language import Text, Value, listing, text, text_by_count
from chiso.scoring.classes import Classification

_PLACES = 4
_MOST_NAMED = 8


def sentences_of(plan: Plan) -> tuple[Text, ...]:
    """Everything that is to be said, the answer first."""
    said = (_answer, _bindings, _chances, _class, _hints, _variations)
    return tuple([*(sentence for say in said for sentence in say(plan)), *assumptions_of(plan)])


def assumptions_of(plan: Plan) -> tuple[Text, ...]:
    """What was taken for granted."""
    said = () if plan.question.requirement is None else plan.question.requirement.assumptions
    if plan.question.counts_success:
        return (*said, text("Measures succeed or fail independently; one that fails changes nothing."))
    return said


def _answer(plan: Plan) -> Iterator[Text]:
    score, choice = plan.score, plan.choice
    if plan.status is Status.INFEASIBLE:
        yield from _out_of_reach(plan)
        return
    if choice is None or score is None:
        yield text("Stopped before any plan was found. Give more time with --seconds.")
        if plan.bound:
            yield _bound(plan, plan.bound)
        return
    cost = plan.question.cost(choice)
    if plan.wish.target is not None and not choice:
        yield text("The target is met as things stand, with {score}: nothing need be done.", score=score)
        return
    if not choice:
        yield text("Within these limits nothing can be done that brings points; the score stays {score}.",
                   score=score)  # fmt: skip
        return
    count = len(choice)
    yield text_by_count(
        "{count} measure, cost {cost}: the score goes from {today} to {score}.",
        "{count} measures, cost {cost}: the score goes from {today} to {score}.",
        count, cost=cost, today=plan.question.index.score, score=score,
    )  # fmt: skip
    if plan.status is Status.STOPPED:
        yield text("Stopped before it was proven that this is the best.")
        if plan.bound:
            yield _bound(plan, plan.bound)


def _bound(plan: Plan, bound: Fraction) -> Text:
    if plan.wish.target is None:
        return text("No plan within these limits has more than {bound} points.", bound=_up(bound))
    return text("No plan that reaches the target costs less than {bound}.", bound=_down(bound))


def _out_of_reach(plan: Plan) -> Iterator[Text]:
    highest, requirement = plan.highest, plan.question.requirement
    if highest is None or requirement is None:
        # Without a target nothing need be done, and that is always within the limits.
        return
    required = requirement.required
    if required.is_out_of_reach:
        yield text("No score is enough for this target: there is no place for it.")
    if highest.choice is None or plan.score is None:
        yield text("The target cannot be reached; time ran out before the highest score was found.")
        return
    if required.score is not None and not required.met_by(plan.score):
        yield text(
            "The target cannot be reached: it asks for {needed}, the highest score within reach is {score}.",
            needed=required.score, score=plan.score,
        )  # fmt: skip
    elif plan.surest is not None:
        yield text(
            "The target cannot be reached so surely: the surest plan that was found has a probability of"
            " {chance} and, if it succeeds, {score} points: {measures}.",
            chance=_down(plan.surest_chance), score=plan.question.score(plan.surest),
            measures=_names(plan.named(plan.surest)),
        )  # fmt: skip
    if highest.status is Status.STOPPED:
        yield text("It was not proven that no higher score is within reach.")
    if plan.score == plan.question.index.score:
        yield text("No measure that brings points can be done.")
    if not plan.bindings.found and plan.bindings.is_complete:
        yield text("No agency, budget or prerequisite alone stands in the way: the measures bring no more.")


def _bindings(plan: Plan) -> Iterator[Text]:
    """What would be different without one limit."""
    asks_for_cost = plan.wish.target is not None and plan.status is not Status.INFEASIBLE
    for one in plan.bindings.found[:_MOST_NAMED]:
        yield _binding_of_cost(one) if asks_for_cost else _binding_of_points(one)
    if plan.looked_at is not None and not plan.bindings.is_complete:
        yield text("Time ran out before everything that stands in the way was looked at.")


def _binding_of_cost(binding: Binding) -> Text:
    if binding.kind == "agency":
        return text("Without the limits of “{name}” the plan would cost {cost}.", name=binding.name,
                    cost=binding.cost)  # fmt: skip
    return text("If “{name}” need not be done before others, the plan would cost {cost}.", name=binding.name,
                cost=binding.cost)  # fmt: skip


def _binding_of_points(binding: Binding) -> Text:
    name, score = binding.name, binding.score
    if binding.kind == "agency":
        said = text("Without the limits of “{name}” {score} could be reached.", name=name, score=score)
    elif binding.kind == "budget":
        said = text("Without the budget {score} could be reached.", score=score)
    else:
        said = text(
            "If “{name}” need not be done before others, {score} could be reached.", name=name, score=score
        )
    return text("{sentence} That is enough.", sentence=said) if binding.is_enough else said


def _chances(plan: Plan) -> Iterator[Text]:
    if plan.chance is None or plan.status is Status.INFEASIBLE or plan.choice is None:
        return
    if plan.question.counts_success or (plan.wish.rivals is not None and plan.chance < 1):
        yield text("Probability that the target is reached: {chance}.", chance=_down(plan.chance))
    if plan.question.counts_success or plan.wish.target is None or plan.wish.target.probability is not None:
        return
    if any(level.probability < 1 for level in plan.levels):
        yield text(
            "All of this has to succeed; counting that measures may fail, the target is reached with a"
            " probability of {chance}. To plan for failures add “@0.8” to the target.",
            chance=_down(plan.chance),
        )


def _class(plan: Plan) -> Iterator[Text]:
    """Where points are not enough for a class: which class the plan has, once it is scored."""
    target, requirement = plan.wish.target, plan.question.requirement
    if not isinstance(target, ClassTarget) or requirement is None or requirement.is_sufficient:
        return
    if plan.choice is None:
        return
    classes: Classification = plan.done.classification
    given = classes.of(plan.uid, "total")
    codes = [band.code for band in plan.result.classes_at("total")]
    if given is None or codes.index(given.code) > codes.index(target.code):
        yield text("The points are enough for the class, its other conditions are not met yet.")


def _hints(plan: Plan) -> Iterator[Text]:
    """What helps who made the tables."""
    measures, question = plan.question.measures, plan.question
    if plan.choice and not question.cost(plan.choice):
        yield text("The plan costs nothing: see whether the costs of its measures are filled in.")
    others = plan.alternatives.plans if plan.choice and plan.wish.target is not None else ()
    if any(question.cost(one) == question.cost(plan.choice or NOTHING) for one in others):
        yield text("Another plan costs as little; it is among the alternatives.")
    if measures.never:
        names = _names([measures.levels[place] for place in measures.never])
        yield text("Never possible, since what they require comes later: {measures}.", measures=names)
    for (agency, quarter), limit in sorted((question.capacity or {}).items()):
        idle = [one for one in measures.levels if one.effort and one.cell == (agency, quarter)]
        if not limit and idle:
            yield text(
                "“{agency}” has no capacity in {quarter}; not to be done there: {measures}.",
                agency=agency, quarter=quarter or "–", measures=_names(idle),
            )  # fmt: skip
    if isinstance(plan.wish.target, RankTarget) and len(plan.result.units) == 1:
        yield text("The league has no other unit: a rank among one says nothing.")


def _variations(plan: Plan) -> Iterator[Text]:
    stability = plan.stability
    if stability is not None and stability.solved:
        yield text(
            "Costs and probabilities moved by up to 20 %: the plan is the same in {same} of {solved} trials.",
            same=stability.same, solved=stability.solved,
        )  # fmt: skip
        loose = [
            plan.question.measures.levels[place]
            for place in sorted(plan.choice or NOTHING)
            if stability.share(place) < Fraction(1, 2)
        ]
        if loose:
            yield text("In fewer than half of them are done: {measures}.", measures=_names(loose))
        if stability.without_plan:
            yield text("In {count} trials the target cannot be reached.", count=stability.without_plan)
    if plan.wish.is_robust and plan.choice:
        yield from _robust(plan)


def _robust(plan: Plan) -> Iterator[Text]:
    question, answer = plan.robust or (plan.question, None)
    if answer is None or (answer.choice is None and answer.status is Status.STOPPED):
        yield text("Time ran out before a robust plan was found.")
    elif answer.choice is None:
        yield text(
            "There is no robust plan: with costs and failures up by a fifth the target is out of reach."
        )
    else:
        yield text(
            "Robust plan: cost {cost}, at most {worst} if {count} measures cost a fifth more; score {score}.",
            cost=question.cost(answer.choice), worst=question.counted_cost(answer.choice),
            count=min(question.surcharged, len(answer.choice)), score=question.score(answer.choice),
        )  # fmt: skip


def _names(levels: Sequence[Measure]) -> Value:
    shown = [level.name for level in levels[:_MOST_NAMED]]
    more = len(levels) - len(shown)
    names = listing(shown)
    return text("{names} and {count} further measures", names=names, count=more) if more else names


def _down(value: Fraction) -> Fraction:
    return round_figure(value, _PLACES, "down")


def _up(value: Fraction) -> Fraction:
    return round_figure(value, _PLACES, "up")
