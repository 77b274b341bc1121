"""The page "Verify": what a seal proves and what not, fingerprints, keys, the command, and a check in the
browser of a bundle that the reader drops. Nothing is uploaded; without scripts the page explains the command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from chiso.language import Language, Text, text
from chiso.portal import addresses
from chiso.portal.framing import file_at, page_below
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from chiso.portal.pages.verify_words import WORDS
from chiso.portal.publications_shown import key_rows, public_keys, publication_row, said_language

TITLE = text("Verify every figure yourself")
LEAD = text(
    "Take the bundle, run one command on your own machine, without a network. It computes everything again "
    "from the inputs and compares digit by digit. Or drop the file here: this page checks what a browser can."
)
PROVES = (
    text(
        "A seal is made with a secret key. If it is valid, whoever holds that key has sealed exactly these "
        "bytes; one other digit anywhere, and it no longer fits."
    ),
    text(
        "It does not prove that the figures are right: an honest seal over wrong figures is still valid. "
        "That is why the command computes everything again."
    ),
    text(
        "It is not the signature of a state body. A body signs its decision; where that paper is in the "
        "bundle, the seal covers it, and its own signature has to be checked with a program for signed PDF "
        "files."
    ),
    text(
        "It does not prove when it was made. The day in a bundle is that of the decision, as it was typed in."
    ),
)
HOW_FAR = text(
    "Here the browser looks at the archive, the fingerprint of every file, the seals, and whether sums and "
    "ranks follow from the table of scores. Only the command computes the scores themselves from the inputs."
)
KEYS = text(
    "A key on this page is as trustworthy as this page. Compare it with one that you got in another way: a "
    "printed decision, the site of another body, a person."
)
STEPS: tuple[tuple[Text, Text], ...] = (
    (
        text("Take the bundle"),
        text("One file holds the framework, the public inputs, the results, the fingerprints and the seal."),
    ),
    (
        text("Compare the fingerprint"),
        text(
            "The fingerprint of the content names everything in it. Where a decision prints it, the two rows "
            "of digits must be the same, sign by sign."
        ),
    ),
    (
        text("Run the command"),
        text(
            "It needs Python 3.11 or later and the open-source program chiso. Take the program from a"
            " place that you trust, not from this site. It asks nothing of the network."
        ),
    ),
    (
        text("Read the answer"),
        text(
            "If one figure is another, the command names file, row and column, the published figure and the "
            "computed one, and ends with code 1. Code 0: all agrees. Code 3: all agrees, but no key that you "
            "trust has sealed it."
        ),
    ),
)
MEMBERS: tuple[tuple[str, Text], ...] = (
    ("runs/…/inputs/framework.json", text("framework")),
    ("runs/…/inputs/answers.csv", text("inputs")),
    ("runs/…/inputs/units.csv", text("units")),
    ("runs/…/scores.csv", text("points of every part")),
    ("runs/…/ranking.csv", text("totals and ranks")),
    ("runs/…/composite/…", text("a composite index: figures, plan, the table after each step, ranks")),
    ("runs/…/robustness/…", text("how sure ranks are by other choices, where somebody computed it")),
    ("carried_over/….csv", text("figures of others, each with its source")),
    ("manifest.json", text("fingerprints")),
    ("seals/….json", text("seals")),
)


LABELS: dict[str, Text] = {
    "here": text("Check a bundle here"),
    "choose": text("Choose a bundle, or drop it here"),
    "choose_hint": text("A file such as papi-2019.zip. It stays on your device: nothing is sent."),
    "content": text("Fingerprint of the content:"),
    "differences": text("What differs"),
    "looked_at": text("What was looked at"),
    "part": text("Part"),
    "no_script": text("Without scripts this page cannot check a file. The command below does it better."),
    "by_command": text("With the command"),
    "command": text("Commands to copy"),
    "proves": text("What a seal proves, and what not"),
    "named_keys": text("Keys that this site names"),
    "key_file": text("key file for the command"),
    "all_bundles": text("All bundles"),
    "fingerprints": text("Fingerprints of all publications of this site"),
    "no_keys": text(
        "This site names no key. Figures can be computed again all the same; who published them cannot be "
        "shown."
    ),
    "key_id": text("Key"),
    "public_key": text("Public key (Ed25519)"),
    "members": text("What is in a bundle"),
    "wrong": text("Something is wrong?"),
    "wrong_words": text(
        "Send the line that the command printed to the publisher. A correction is a new version with a new "
        "seal; the old one can still be downloaded."
    ),
}


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language."""
    yield from _key_files(site)
    for language in site.languages:
        yield page_below(
            site,
            language,
            key="verify",
            kind="verify",
            template="verify.html.j2",
            address=addresses.verify(language),
            title=TITLE,
            lead=LEAD,
            context=_context(site, language),
        )


def _context(site: Site, language: Language) -> dict[str, object]:
    publications = site.publications
    return {
        "labels": LABELS,
        "proves": PROVES,
        "how_far": HOW_FAR,
        "about_keys": KEYS,
        "steps": [{"title": title, "words": words} for title, words in STEPS],
        "members": [{"name": name, "words": words} for name, words in MEMBERS],
        "said": WORDS,
        "publications": [publication_row(publication) for publication in publications],
        "keys": [
            {**row, "file": _key_address(str(row["key_id"])) if row["state"] == "trusted" else ""}
            for row in key_rows(site)
        ],
        "newest": [publication_row(one) for one in site.publications if one.standing == "stands"][:1],
        "data": addresses.data(language),
        "commands": list(_commands(site, language)),
    }


def _commands(site: Site, language: Language) -> Iterator[str]:
    """What to type; the bundle is one that stands, the latest first."""
    standing = [one for one in site.publications if one.standing == "stands"]
    for publication in standing[:1]:
        seals = [seal for seal in publication.verification.seals if seal.state == "trusted"]
        trusted = "".join(f" --trusted {seal.key_id}.pub" for seal in seals[:1])
        yield f"chiso verify {publication.bundle_name}{trusted}{said_language(language)}"


def _key_address(key_id: str) -> str:
    return addresses.file("vi", addresses.verify("vi"), f"{key_id}.pub")


def _key_files(site: Site) -> Iterator[PageSource]:
    """The public half of each key that the site names, as the command takes it."""
    for key in public_keys(site):
        address = _key_address(key.key_id)
        written = json.dumps(key.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
        yield file_at(site, address, written.encode())
