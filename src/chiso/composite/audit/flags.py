"""The flags of an audit, as they stand in its tables, and what they say to people."""

from __future__ import annotations

from collections.abc import Mapping

from chiso.language import Text, text

FLAGS: Mapping[str, Text] = {
    "above_one": text("eigenvalue above 1"),
    "across": text("different groups"),
    "against": text("runs against the others"),
    "better_elsewhere": text("closer to another group"),
    "better_without": text("alpha rises without it"),
    "collinear": text("all but the same"),
    "constant": text("the same for all"),
    "empty": text("no value at all"),
    "far": text("far away"),
    "few_values": text("few values"),
    "fitting": text("goes together"),
    "follows_size": text("follows the size"),
    "little_say": text("less than half of its weight"),
    "low": text("below 0.7"),
    "more_say": text("more than twice its weight"),
    "mostly_one_value": text("mostly one value"),
    "no_variance": text("does not vary"),
    "opposed": text("pull against each other"),
    "redundant": text("follows from the others"),
    "same_group": text("same group"),
    "uneven": text("uneven"),
    "weak": text("hardly go together"),
}
