"""The pages "Data": every table as CSV, JSON and workbook, with dictionary, rights, how to cite, and what
programs read (Frictionless, DCAT, schema.org); an address for each version, and one for the latest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from chiso.language import Bilingual, Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.dataset_descriptions import (
    DataSet,
    FileFacts,
    as_document,
    dcat_catalogue,
    dcat_dataset,
    frictionless,
    schema_org,
)
from chiso.portal.dataset_files import DataTable
from chiso.portal.datasets import Source, files_of, sources_of
from chiso.portal.framing import crumbs, file_at
from chiso.portal.latest_rules import Latest, rules_of
from chiso.portal.model import Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.publication_model import Publication
from chiso.portal.publications_shown import publication_row, seal_file
from chiso.publication import read_bundle
from chiso.publication.members import is_seal

TITLE = text("Data to take away")
LEAD = text(
    "Every table of this site as a file, with the meaning of its columns, whose figures they are, and an "
    "address that stays. Take them, compute with them, name the source."
)
LIST_LABELS: dict[str, Text] = {
    "formats": text(
        "CSV and JSON hold every digit, with a decimal point. A workbook holds some 15 digits. An empty cell "
        "means that there is no figure; it never means 0."
    ),
    "dataset": text("Data set"),
    "rows": text("Rows"),
    "files": text("Files"),
    "bundles": text("Bundles and seals"),
    "bundles_words": text(
        "A bundle holds everything from which the figures follow. Whoever has it can compute them again."
    ),
    "for_programs": text("For programs"),
}
PAGE_LABELS: dict[str, Text] = {
    "files": text("Files"),
    "table": text("Table"),
    "rows": text("Rows"),
    "download": text("Download"),
    "digits": LIST_LABELS["formats"],
    "dictionary": text("What the columns mean"),
    "column": text("Column"),
    "type": text("Type"),
    "meaning": text("Meaning"),
    "rights": text("Whose figures, and which version"),
    "cite": text("How to cite"),
    "cite_words": text("The fingerprint names exactly these figures, wherever the file came from."),
    "for_programs": LIST_LABELS["for_programs"],
}
_TYPES: dict[str, Text] = {
    "string": text("text"),
    "decimal": text("decimal"),
    "integer": text("whole number"),
    "boolean": text("true or false"),
    "date": text("day"),
}
CATALOGUE = "dcat.jsonld"


@dataclass(frozen=True, eq=False)
class Offered:
    """A data set as the pages offer it; `rows`: how many its first table has; `folder`: of its files."""

    dataset: DataSet
    is_current: bool
    rows: int
    files: tuple[FileFacts, ...]

    @property
    def folder(self) -> str:
        """The folder of its files; pages of both languages link to it."""
        return _folder_of(self.dataset)

    def address(self, name: str) -> str:
        """The address of one of its files."""
        return _address_of(self.dataset, name)

    def page(self, language: Language) -> str:
        """The address of its page."""
        return addresses.data(language, self.dataset.key, str(self.dataset.version))

    def latest(self, language: Language) -> str:
        """The address that leads to the version that stands."""
        return addresses.path(language, ":data", self.dataset.key, ":latest")


def pages(site: Site) -> Iterator[PageSource]:
    """Every page and file of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """The pages and files of each data set; then the list of all of them, and what programs read."""
    for source in sources_of(site):
        yield PageGroup(_key_of(source), partial(_of_dataset, site, source))
    for publication in site.publications:
        # A seal stands beside the content: it may be added, and the content stays.
        given = hashlib.sha256(publication.file.read_bytes()).hexdigest()
        yield PageGroup(f"seals/{publication.slug}", partial(_seals, site, publication), given=given)
    yield PageGroup("data", partial(_of_all, site))


def _key_of(source: Source) -> str:
    return f"data/{source.place}"


def _folder_of(dataset: DataSet) -> str:
    return addresses.data("vi", dataset.key, str(dataset.version))


def _address_of(dataset: DataSet, name: str) -> str:
    return addresses.file("vi", _folder_of(dataset), name)


def _of_dataset(site: Site, source: Source) -> Iterator[PageSource]:
    """One data set: its files, what programs read of it, its pages; it tells of them for the list."""
    dataset, facts = source.dataset, []
    for given in files_of(dataset, site.remembered):
        address = _address_of(dataset, given.name)
        yield replace(file_at(site, address, given.content), made_of=given.made_of)
        facts.append(given.facts)
    one = Offered(dataset, source.is_current, dataset.tables[0].count, tuple(facts))
    site.told.tell(_key_of(source), {"rows": one.rows, "files": [list(file) for file in facts]})
    yield file_at(site, one.address("datapackage.json"), as_document(frictionless(dataset, one.files)))
    absolute = _absolute(site)
    page = absolute(one.folder, one.folder)
    described = schema_org(dataset, one.files, page, lambda name: absolute(one.address(name), one.folder))
    yield file_at(site, one.address("dataset.jsonld"), as_document(described))
    for language in site.languages:
        yield _dataset_page(site, one, source.publication(), language)
        if one.is_current:
            yield _latest_page(one, language)


def _seals(site: Site, publication: Publication) -> Iterator[PageSource]:
    for member, content in read_bundle(publication.file).members.items():
        if is_seal(member):
            name = seal_file(publication, PurePosixPath(member).stem)
            yield file_at(site, addresses.file("vi", addresses.data("vi"), name), content)


def _of_all(site: Site) -> Iterator[PageSource]:
    """The list of all data sets, the catalogue, the rules that lead to latest versions."""
    offered = [_offered(site, source) for source in sources_of(site) if source.is_current]
    latest = [
        Latest(one.latest(language), one.page(language), one.folder)
        for one in offered
        for language in site.languages
    ]
    for address, content in rules_of(latest):
        yield file_at(site, address, content)
    yield file_at(site, addresses.file("vi", addresses.data("vi"), CATALOGUE), _catalogue(site, offered))
    for language in site.languages:
        yield _list_page(site, offered, language)


def _offered(site: Site, source: Source) -> Offered:
    told = site.told.of(_key_of(source))
    return Offered(
        source.described(), source.is_current, told["rows"], tuple(FileFacts(*file) for file in told["files"])
    )


def _catalogue(site: Site, offered: Sequence[Offered]) -> bytes:
    """The catalogue of all data sets that stand."""
    absolute, root = _absolute(site), addresses.data("vi")
    described = [
        dcat_dataset(
            one.dataset,
            one.files,
            absolute(one.folder, root),
            lambda name, one=one: absolute(one.address(name), root),  # type: ignore[misc]
        )
        for one in offered
    ]
    body = site.theme.body if site.theme.body.vi or site.theme.body.en else site.title
    about = Bilingual(vi=LEAD.in_language("vi"), en=LEAD.in_language("en"))
    return as_document(dcat_catalogue(site.title, about, body, absolute(root, root), described))


def _absolute(site: Site) -> Callable[[str, str], str]:
    """Addresses as documents for programs write them: whole where the site's address is known."""

    def write(address: str, here: str) -> str:
        if site.base_url:
            return f"{site.base_url.rstrip('/')}{address}"
        return addresses.relative(here, address)

    return write


def _list_page(site: Site, offered: Sequence[Offered], language: Language) -> PageSource:
    groups = []
    for _, series in sorted(site.series.items()):
        rows = [
            one for one in offered if one.dataset.key in {f"{series.id}-{e.slug}" for e in series.editions}
        ]
        groups.append(
            {
                "title": listing((series.short, series.title), ": "),
                "rights": rows[-1].dataset.rights,
                "rows": [_row(one, language) for one in reversed(rows)],
            }
        )
    others = [one for one in offered if one.dataset.key in site.carried]
    if others:
        groups.append(
            {
                "title": text("Figures of others, carried over"),
                "rights": others[0].dataset.rights,
                "rows": [_row(one, language) for one in others],
                "pages": [
                    {"address": addresses.carried(language, name), "name": series.short}
                    for name, series in site.carried.items()
                ]
                if "carried" in site.kinds
                else [],
            }
        )
    context = {
        "breadcrumb": crumbs(site, language, (TITLE.in_language(language), addresses.data(language))),
        "lead": LEAD,
        "labels": LIST_LABELS,
        "groups": groups,
        "publications": [publication_row(publication) for publication in site.publications],
        "machine": [
            {
                "href": addresses.file("vi", addresses.data("vi"), CATALOGUE),
                "name": CATALOGUE,
                "words": text("catalogue of all data sets (DCAT, JSON-LD)"),
            }
        ],
    }
    return PageSource(
        key="data",
        language=language,
        address=addresses.data(language),
        template="data.html.j2",
        context=context,
        kind="data",
        title=TITLE.in_language(language),
        description=LEAD.in_language(language),
    )


def _row(one: Offered, language: Language) -> dict[str, object]:
    # The first table, and the workbook with all of them.
    first = one.files[0].name.removesuffix("csv")
    return {
        "title": one.dataset.title,
        "link": one.page(language),
        "rows": one.rows,
        "files": [
            {"link": one.address(file.name), "words": file.format.upper()}
            for file in one.files
            if file.name.startswith(first) or file.format == "xlsx"
        ],
    }


def _dataset_page(site: Site, one: Offered, publication: Publication, language: Language) -> PageSource:
    dataset = one.dataset
    title = text(
        "{title}: data, version {version}", title=dataset.title, version=str(dataset.version)
    ).in_language(language)
    workbook = next(file for file in one.files if file.format == "xlsx")
    context = {
        "breadcrumb": crumbs(
            site,
            language,
            (TITLE.in_language(language), addresses.data(language)),
            (dataset.title.in_language(language), one.page(language)),
        ),
        "lead": dataset.description,
        "superseded": None
        if one.is_current
        else text("A later version stands in the place of this one. See the corrections."),
        "corrections": addresses.corrections(language),
        "labels": PAGE_LABELS,
        "schema_org": one.address("dataset.jsonld"),
        "tables": [_table(one, table) for table in dataset.tables],
        "workbook": {
            "link": one.address(workbook.name),
            "words": text("All tables as one workbook (.xlsx)"),
        },
        "facts": [
            {"name": text("Publisher of the site"), "value": dataset.publisher},
            {"name": text("Rights"), "value": dataset.rights},
            {"name": text("Period"), "value": listing(dict.fromkeys(map(_day, dataset.periods)), " – ")},
            {"name": text("Version"), "value": str(dataset.version)},
            {"name": text("Fingerprint of the content"), "value": dataset.content},
        ],
        "citation": _citation(site, one, publication, language),
        "bundle": publication_row(publication),
        "machine": [
            {
                "href": one.address("datapackage.json"),
                "name": "datapackage.json",
                "words": text("tables and columns (Frictionless Data Package)"),
            },
            {
                "href": one.address("dataset.jsonld"),
                "name": "dataset.jsonld",
                "words": text("for search engines (schema.org)"),
            },
        ],
    }
    return PageSource(
        key=f"data/{dataset.key}/{dataset.version}",
        language=language,
        address=one.page(language),
        template="dataset.html.j2",
        context=context,
        kind="dataset",
        title=title,
        description=dataset.description.in_language(language),
        nav="data",
    )


def _day(written: str) -> Value:
    """A day as people write it; a year, or what else stands for a period, as it is."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written


def _table(one: Offered, table: DataTable) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "rows": table.count,
        "files": [
            {"link": one.address(file.name), "name": file.name, "size": file.size}
            for file in one.files
            if file.name.startswith(f"{table.name}.") and file.format != "xlsx"
        ],
        "columns": [
            {"name": name, "type": _TYPES[column.type], "meaning": column.meaning}
            for name, column in table.columns.items()
        ],
    }


def _citation(site: Site, one: Offered, publication: Publication, language: Language) -> Text:
    dataset = one.dataset
    where = f"{site.base_url.rstrip('/')}{one.page(language)}" if site.base_url else publication.bundle_name
    return text(
        "{publisher}: {title}, version {version}. {where}. SHA-256 {content}. {rights}",
        publisher=site.theme.body if site.theme.body.vi or site.theme.body.en else site.title,
        title=dataset.title,
        version=str(dataset.version),
        where=where,
        content=dataset.content,
        rights=dataset.rights,
    )


def _latest_page(one: Offered, language: Language) -> PageSource:
    dataset = one.dataset
    title = text("{title}: latest data", title=dataset.title).in_language(language)
    return PageSource(
        key=f"data/{dataset.key}/latest",
        language=language,
        address=one.latest(language),
        template="latest.html.j2",
        context={
            "canonical": one.page(language),
            "lead": text(
                "This address always leads to the version that stands; now it is version {version}.",
                version=str(dataset.version),
            ),
            "target": one.page(language),
            "target_words": text("Go to version {version}", version=str(dataset.version)),
        },
        kind="latest",
        title=title,
        nav="data",
    )
