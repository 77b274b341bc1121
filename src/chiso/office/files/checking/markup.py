"""XML of documents, read without entities, declarations or anything from elsewhere (defusedxml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from chiso.office.files.checking.findings import Finding

Visit = Callable[[str, Mapping[str, str]], None]
DEEPEST = 400


class _Handler(ContentHandler):
    """Tells of each element by its name without prefix: a prefix is the writer's choice."""

    def __init__(self, visit: Visit, texts: Mapping[str, list[str]]) -> None:
        super().__init__()
        self._visit, self._texts = visit, texts
        self._open: list[list[str] | None] = []

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:
        """An element begins."""
        if len(self._open) >= DEEPEST:
            raise SAXException("nested too deeply")
        local = name.rpartition(":")[2]
        self._visit(local, dict(attrs.items()))
        wanted = self._texts.get(local)
        self._open.append(wanted)
        if wanted is not None:
            wanted.append("")

    def endElement(self, _name: str) -> None:
        """An element ends."""
        self._open.pop()

    def characters(self, content: str) -> None:
        """Text; joined to that of the element in which it stands."""
        wanted = self._open[-1] if self._open else None
        if wanted:
            wanted[-1] += content


def local_names(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes by their names without prefix."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def read_markup(data: bytes, visit: Visit, texts: Mapping[str, list[str]] | None = None) -> list[Finding]:
    """Read XML; `visit(name, attributes)` for each element, the text of elements in `texts` gathered.

    Names come without prefix. Gives what is wrong with the XML itself.
    """
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(_Handler(visit, texts or {}))
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        return [Finding("CH-7418")]
    except (SAXException, ValueError, LookupError):
        return [Finding("CH-7408")]
    return []
