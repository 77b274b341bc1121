"""The sentences among which the script of the page "Verify" chooses; it has no words of its own.

Names in braces are filled by the script, so each stands for itself here.
"""

from __future__ import annotations

from chiso.language import Text, text

# What the columns and states are called.
LABELS: dict[str, Text] = {
    "label-result": text("Result"),
    "label-found": text("What was found"),
    "state-good": text("agrees"),
    "state-warn": text("take care"),
    "state-bad": text("differs"),
    "state-info": text("not looked at here"),
    "part-archive": text("Archive"),
    "part-hashes": text("Fingerprints"),
    "part-seals": text("Seal"),
    "part-site": text("This site"),
    "part-sums": text("Sums"),
    "part-ranks": text("Ranks"),
}

VERDICTS: dict[str, Text] = {
    "working": text("Checking {name} on this device…", name="{name}"),
    "verdict-good": text(
        "{name} agrees: every fingerprint is right, a key that this site names has sealed it, and no sum or "
        "rank differs.",
        name="{name}",
    ),
    "verdict-warn": text(
        "{name} agrees in itself, but that it comes from the publisher of this site was not shown: see the "
        "lines marked “take care”.",
        name="{name}",
    ),
    "verdict-bad": text("{name} must not be used as it is: see the lines marked “differs”.", name="{name}"),
    "verdict-differs": text("{name} DIFFERS in {count} places.", name="{name}", count="{count}"),
    "verdict-refused": text("{name} was not opened: it is no bundle, or not a safe one.", name="{name}"),
    "no-webcrypto": text(
        "This browser computes no fingerprints on this page: it needs an address that begins with https, or "
        "a later browser. Use the command instead."
    ),
    "broken": text("The file could not be read to its end. Use the command instead."),
}

FOUND: dict[str, Text] = {
    "archive-read": text(
        "{count} files, each plainly stored, nothing before, between or behind them", count="{count}"
    ),
    "hashes-agree": text("{count} of {all} fingerprints (SHA-256) are right", count="{count}", all="{all}"),
    "no-seal": text("The bundle carries no seal: nobody says that it is his."),
    "no-ed25519": text(
        "This browser cannot check signatures (Ed25519), so the seal was not checked. Use the command "
        "instead."
    ),
    "trusted-key": text(
        "Sealed by {owner}, key {key}; this site names that key.", owner="{owner}", key="{key}"
    ),
    "no-owner": text("somebody who is not named"),
    "foreign-key": text(
        "Sealed by a key that this site does not name: {key}, which calls itself “{owner}”.",
        key="{key}",
        owner="{owner}",
    ),
    "key-revoked": text("The key {key} was revoked; its seals count for nothing.", key="{key}"),
    "key-outside-validity": text("The key {key} was not valid on the day of the decision.", key="{key}"),
    "site-stands": text("This site shows exactly this content: {title}.", title="{title}"),
    "site-superseded": text(
        "This site knows this content ({title}), and that a later version stands in its place.",
        title="{title}",
    ),
    "site-withdrawn": text(
        "This site knows this content ({title}), and that it was WITHDRAWN.", title="{title}"
    ),
    "site-list-only": text(
        "This site shows a content with this list of fingerprints ({title}), but the files here are not "
        "those.",
        title="{title}",
    ),
    "site-unknown": text("This content is none of those that this site shows."),
    "withdraws": text("This bundle withdraws a publication: the figures must not be used."),
    "sums-agree": text(
        "{run}: {count} of {all} totals are exactly the sum of their parts",
        run="{run}",
        count="{count}",
        all="{all}",
    ),
    "sums-rounded": text(
        "{run}: {count} totals are the sum of their parts within the rounding that the framework states",
        run="{run}",
        count="{count}",
    ),
    "sums-others": text(
        "{run}: {count} totals are put together in another way than by adding; the command computes them",
        run="{run}",
        count="{count}",
    ),
    "composite-elsewhere": text(
        "{run}: a composite index; the command computes it again, this page does not", run="{run}"
    ),
    "ranks-agree": text("{count} ranks looked at", count="{count}"),
}

DIFFERENCES: dict[str, Text] = {
    "too-large": text("The file is larger than a bundle may be."),
    "no-archive": text("The file is no zip archive, or something stands before or behind it."),
    "unsafe-name": text("A name in it could lead out of the folder in which it is unpacked."),
    "unknown-member": text("A bundle holds no file of this name."),
    "member-twice": text("This file stands in it twice."),
    "not-plainly-stored": text("This file is compressed, encrypted or carries additions."),
    "no-plain-file": text("This is a link, a folder or a device."),
    "contradiction": text("The directory of the archive and its contents contradict one another."),
    "member-missing": text("This file is missing; every bundle holds it."),
    "member-not-listed": text("The list of fingerprints and the bundle do not name the same files."),
    "hash-differs": text("The fingerprint is not the stated one: the file was changed."),
    "damaged": text("The checksum of the archive is not that of the file: it was damaged or changed."),
    "malformed": text("The file is not in the one notation of its format."),
    "format-differs": text("Expected the format that the members of the bundle have."),
    "seal-malformed": text("The seal is not in the notation of its format."),
    "seal-key-id": text("The key id is not that of the key in the seal."),
    "seal-signature": text("The signature is not that of the key: seal or signature was changed."),
    "seal-other-content": text(
        "The seal was made over another content: something was changed after sealing."
    ),
    "seal-decision": text("The decision beside the content is not the one that was sealed."),
    "run-unreadable": text("The tables of this run cannot be read."),
    "framework-missing": text("The framework of this ranking is not in the bundle."),
    "sum-differs": text("The total is not the sum of its parts."),
    "total-differs": text("The ranking states another score than the table of scores."),
    "rank-differs": text("The rank does not follow from the scores."),
}

WORDS: dict[str, Text] = {**LABELS, **VERDICTS, **FOUND, **DIFFERENCES}
