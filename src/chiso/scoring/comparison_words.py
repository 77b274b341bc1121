"""A comparison in sentences: what changed, by how much, and why; breaks; the part that is comparable."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual, Text, Value, listing, sort_key, text, text_by_count
from chiso.scoring.compare import Comparison, RankDifference
from chiso.scoring.difference import DifferencePart
from chiso.scoring.explain import EFFECTS_IN_WORDS, title_of
from chiso.scoring.sides import Side

_REASONS: dict[str, Text] = {
    "inputs": text("other answers"),
    "rule": text("another rule"),
    "maximum": text("another maximum"),
    "other_units": text("other values of the other units"),
    "answer": text("an answer that is missing, late or counted otherwise"),
    "attested": text("attested points; the answer is withheld"),
    "weight": text("another weight in its group"),
    "added": text("not measured before"),
    "removed": text("no longer measured"),
    "moved": text("counted in another group"),
    "applicability": text("it applies on one side only"),
    "structure": text("measured as a group on one side only"),
}


KINDS_IN_WORDS: dict[str, Text] = _REASONS | dict(EFFECTS_IN_WORDS.items())


def say_comparison(comparison: Comparison) -> tuple[Text, ...]:
    """The comparison in words: totals, rank, breaks, common part, every part of the difference."""
    return tuple(_sentences(comparison))


def _sentences(comparison: Comparison) -> Iterator[Text]:
    before, after = comparison.before, comparison.after
    yield text("{after}, compared with {before}", after=_name(after), before=_name(before))
    yield _side(before)
    yield _side(after)
    if comparison.difference is None:
        yield text("The totals cannot be compared: one of them is missing.")
    else:
        yield text("Difference of the totals: {amount}.", amount=signed(comparison.difference))
    if comparison.rank is not None:
        yield from _rank(comparison.rank, comparison)
    yield from _breaks(comparison)
    if comparison.parts:
        yield text("The difference consists of:")
        for part in comparison.parts:
            yield _part(comparison, part)


def signed(amount: Fraction | int) -> Value:
    """A figure with its sign."""
    return text("+{amount}", amount=amount) if amount > 0 else amount


def _name(side: Side) -> Value:
    return listing((side.unit.name, side.result.period.title()))


def _side(side: Side) -> Text:
    total = side.node(TOTAL)
    names: dict[str, Value] = {"name": _name(side), "framework": side.framework.key}
    if total.points is None:
        return text("{name}: no total ({framework}).", **names)
    row = next(row for row in side.result.ranking if row.unit.uid == side.uid)
    if row.rank is None:
        return text("{name}: {points} points ({framework}).", points=total.points, **names)
    return text(
        "{name}: {points} points, rank {rank} of {of} ({framework}).",
        points=total.points,
        rank=row.rank,
        of=row.of,
        **names,
    )


def _rank(rank: RankDifference, comparison: Comparison) -> Iterator[Text]:
    change = rank.after - rank.before
    if change == 0 and not (rank.among_common or rank.by_membership):
        yield text("The rank is the same.")
        return
    yield text(
        "Rank: {before} → {after}; {among} among the units ranked both times,"
        " {membership} by units that came or went.",
        before=rank.before,
        after=rank.after,
        among=signed(rank.among_common),
        membership=signed(rank.by_membership),
    )
    if rank.came:
        yield text("Ranked only now: {units}.", units=_names(rank.came, comparison.after))
    if rank.went:
        yield text("Ranked only before: {units}.", units=_names(rank.went, comparison.before))


def _names(codes: tuple[str, ...], side: Side) -> Value:
    names = {unit.code: unit.name for unit in side.result.units}
    ranked: list[str] = sorted((names.get(code, code) for code in codes), key=sort_key)
    return listing(ranked)


def _breaks(comparison: Comparison) -> Iterator[Text]:
    if not comparison.breaks:
        return
    yield text_by_count(
        "BREAK in the series: {count} difference between the frameworks. The totals do not mean the same.",
        "BREAK in the series: {count} differences between the frameworks. The totals do not mean the same.",
        len(comparison.breaks),
    )
    for difference in comparison.breaks:
        yield text("  {sentence}", sentence=difference.sentence)
    common = comparison.common
    if not common.codes:
        yield text("No criterion is measured alike on both sides.")
        return
    yield text(
        "Measured alike on both sides ({count} criteria): {before} → {after}, {difference}.",
        count=len(common.codes),
        before=common.before,
        after=common.after,
        difference=signed(common.difference),
    )


def _part(comparison: Comparison, part: DifferencePart) -> Text:
    title: Value | Bilingual
    if part.after is not None:
        code, title = part.after, title_of(comparison.after.result, part.after)
    else:
        code = part.before or TOTAL
        title = title_of(comparison.before.result, code)
    return text(
        "  {amount}  {code} {title} ({reason})",
        amount=signed(part.amount),
        code=text("total") if code == TOTAL else code,
        title=title,
        reason=KINDS_IN_WORDS[part.kind],
    )
