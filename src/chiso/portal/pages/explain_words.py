"""What an index is and what a rank is not, in words that a fourteen-year-old can follow.

Each section is a heading and its sentences; the examples beside them are figures of the site.
"""

from __future__ import annotations

from chiso.language import Text, text

LEAD = text(
    "An index puts many marks together into one number, by rules that were written down first. A rank only "
    "says who stands before whom. Neither says who is good or bad."
)

INDEX = (
    text(
        "Think of a school report. Each subject has a mark, and the marks are put together into one. An "
        "index does the same with provinces or offices: many small marks, put together into one number."
    ),
    text(
        "What is marked, how many points there are and how they are put together stand in a framework. It is "
        "public, and nobody may change it after the marks are given: a change makes a new version."
    ),
)
RANK = (
    text(
        "A rank is not a mark. It says how many did better, not by how much. Two runners may be a second "
        "apart or a minute; first and second they are all the same."
    ),
    text(
        "A rank moves without you. If you stay as you are and three others get better, you fall three places."
    ),
    text(
        "A rank says nothing without the number of those who were ranked: 5 of 6 is not 5 of 63. So both "
        "always stand here together."
    ),
    text("Equal scores share a rank. Nobody is put behind another by the alphabet."),
)
YEARS = (
    text(
        "Two years can be compared only if the same things were asked. When the questions change, the "
        "totals do not mean the same. Then the line in a chart is broken, and the page says why."
    ),
)
BREAKS = text("Breaks that you will meet on this site:")

SURE = (
    text(
        "Some marks come from asking people. Nobody can ask everybody, so a few thousand are asked, picked "
        "by chance. Ask others and the number comes out a little different. That spread is called an "
        "interval."
    ),
    text(
        "Where an interval was published, it stands beside the number. Where none was, the page says that "
        "there is none. That does not mean that the number is exact."
    ),
)

MISSING = (
    text(
        "A missing number is not a nought. Who lacks a part has no total and no rank; the page says what "
        "lacks."
    ),
)

ORIGINS: tuple[tuple[Text, Text], ...] = (
    (
        text("recomputed"),
        text("The answers are public; chiso computed the number again from them and got the same."),
    ),
    (
        text("attested"),
        text(
            "An answer is kept back, for instance to protect a person. The publisher vouches for the points."
        ),
    ),
    (
        text("carried over"),
        text("Another body published the number. It stands here as it stood there, with its source."),
    ),
)

CHECKS = (
    text("Every number leads to its rule, to the law behind the rule, and to the file that it came from."),
    text("You can take the file and compute it all again. You need no leave for that, and no network."),
)
