"""JSON Schemas of the documents that publishing writes, for programs that read them."""

from __future__ import annotations

from chiso.publication.decision import Decision
from chiso.publication.descriptor import DataPackage
from chiso.publication.keys import PublicKey
from chiso.publication.manifest import Manifest
from chiso.publication.records import Record
from chiso.publication.revocations import RevocationList
from chiso.publication.seals import Seal
from chiso.publication.statement import Publication

_DOCUMENTS: dict[str, type[Record]] = {
    "bundle": Publication,
    "datapackage": DataPackage,
    "decision": Decision,
    "key": PublicKey,
    "manifest": Manifest,
    "revocations": RevocationList,
    "seal": Seal,
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, object]]:
    """The schemas by the name of the document, draft 2020-12."""
    return {
        name: {"$schema": DIALECT, **model.model_json_schema(mode="serialization", by_alias=True)}
        for name, model in _DOCUMENTS.items()
    }
