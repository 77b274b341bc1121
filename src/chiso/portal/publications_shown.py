"""Publications as the pages show them: where each stands in its chain, its seals, the keys of the site."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import Language, Text, text
from chiso.portal import addresses
from chiso.portal.model import Site
from chiso.portal.publication_model import Publication, Standing
from chiso.publication import PublicKey, read_bundle
from chiso.publication.readme import STATUS_TITLES
from chiso.publication.seals import SealState

STANDINGS: dict[Standing, Text] = {
    "stands": text("stands"),
    "superseded": text("superseded"),
    "withdrawn": text("withdrawn"),
}
# The class of the tag and the sign that repeats what its colour says.
_STANDING_TAGS: dict[Standing, tuple[str, str]] = {
    "stands": ("good", "✓"),
    "superseded": ("warn", "!"),
    "withdrawn": ("bad", "✕"),
}
_SEALS: dict[SealState, Text] = {
    "trusted": text("seal by a key that this site names"),
    "untrusted": text("seal by a key that this site does not name"),
    "revoked": text("seal by a key that was revoked"),
    "expired": text("seal by a key that was not valid on the day of the decision"),
    "invalid": text("invalid seal"),
}


def version_title(publication: Publication) -> Text:
    """A publication with its version: "PAPI 2019, version 1"."""
    return text("{title}, version {version}", title=publication.title, version=str(publication.version))


def grouped(digest: str) -> str:
    """A hash in groups of eight digits, so that eyes can compare it."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def seal_file(publication: Publication, key_id: str) -> str:
    """The name of the file of a seal that stands by itself."""
    return f"{publication.slug}-{key_id}.seal.json"


def publication_row(publication: Publication) -> dict[str, object]:
    """What every page says of a publication, with the address of its bundle."""
    tag, sign = _STANDING_TAGS[publication.standing]
    return {
        "title": version_title(publication),
        "bundle": addresses.bundle(publication.slug, publication.content),
        "bundle_name": publication.bundle_name,
        "size": publication.size,
        "content": publication.content,
        "content_in_groups": grouped(publication.content),
        "standing": publication.standing,
        "standing_words": STANDINGS[publication.standing],
        "status_words": STATUS_TITLES[publication.status],
        "tag": tag,
        "sign": sign,
        "seals": [
            {
                "name": seal_file(publication, seal.key_id),
                "address": addresses.file("vi", addresses.data("vi"), seal_file(publication, seal.key_id)),
                "words": _SEALS[seal.state],
            }
            for seal in publication.verification.seals
        ],
        "is_trusted": publication.is_trusted,
    }


def key_rows(site: Site) -> Iterator[dict[str, object]]:
    """The keys that this site names: trusted ones, then revoked ones."""
    for key in site.trusted:
        if key.public_key not in site.revoked:
            yield {
                "owner": key.owner or text("no owner stated"),
                "key_id": key.key_id,
                "public_key": key.public_key,
                "state": "trusted",
                "words": text("named by this site"),
                "tag": "good",
                "sign": "✓",
            }
    owners = {
        seal.public_key: (seal.key_id, seal.owner)
        for publication in site.publications
        for seal in publication.verification.seals
    }
    for public_key in site.revoked:
        key_id, owner = owners.get(public_key, ("", ""))
        yield {
            "owner": owner or text("no owner stated"),
            "key_id": key_id,
            "public_key": public_key,
            "state": "revoked",
            "words": text("revoked"),
            "tag": "bad",
            "sign": "✕",
        }


def public_keys(site: Site) -> Iterator[PublicKey]:
    """The keys that this site names, with the days of validity that their own seals state."""
    stated = {
        seal.statement.public_key: seal.statement
        for publication in site.publications
        for seal in read_bundle(publication.file).seals.values()
    }
    for key in site.trusted:
        if key.public_key not in site.revoked:
            said = stated.get(key.public_key)
            yield PublicKey(
                key_id=key.key_id,
                public_key=key.public_key,
                owner=key.owner or None,
                valid_from=said.valid_from if said else None,
                valid_until=said.valid_until if said else None,
            )


def said_language(language: Language) -> str:
    """The option of the command that makes it answer in the reader's language."""
    return "" if language == "vi" else " --language en"
