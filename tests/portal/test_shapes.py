"""What programs read, against shapes and schemas written from the specifications, not from the code.

DCAT and schema.org by SHACL (pyshacl, Apache-2.0), Atom and maps of the site by XML Schema (xmlschema, MIT),
data packages by the package of their own makers (frictionless, MIT). Each shape is shown to find faults.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from frictionless import Package, system
from rdflib import Graph
from rdflib.namespace import SH

from chiso.portal.building import build_site
from chiso.portal.theme_reading import read_theme
from chiso.problems import BadInput
from tests.portal.small_site import build, make_bundles

# pyshacl and the JSON-LD reader of rdflib still use a class that rdflib will take away.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
SHAPES = Path(__file__).parent / "shapes"
BASES = ("", "https://index.example.org")
# As schema.org states them in its own JSON-LD context: its vocabulary, and which values are addresses.
SCHEMA_ORG = {
    "@vocab": "http://schema.org/",
    "url": {"@type": "@id"},
    "contentUrl": {"@type": "@id"},
}
# Recommended, and not stated: a licence is, where the theme of the site names one; which place and contact a
# set of figures has stands in its framework and theme in words only.
UNSTATED_DCAT = {"contactPoint", "spatial", "license", "description"}
UNSTATED_SCHEMA_ORG = {"creator", "license", "spatialCoverage"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small site without an address of its own and with one."""
    return {base: build(tmp_path_factory.mktemp("shaped"), base_url=base) for base in BASES}


@pytest.fixture
def site(sites: dict[str, Path]) -> Path:
    return sites[""]


def findings(document: Any, shapes: str) -> tuple[set[str], set[str]]:
    """What a document violates and what it leaves out although it is recommended: names of properties."""
    from pyshacl import validate

    # Documents of a site without an address of its own name files relative to themselves.
    data = Graph().parse(data=json.dumps(document), format="json-ld", publicID="https://index.example.org/a/")
    _, report, _ = validate(data, shacl_graph=Graph().parse(SHAPES / f"{shapes}.ttl"))
    assert isinstance(report, Graph)
    found: dict[Any, set[str]] = {SH.Violation: set(), SH.Warning: set()}
    for result in report.subjects(SH.resultSeverity):
        path = report.value(result, SH.resultPath)
        severity = report.value(result, SH.resultSeverity)
        found[severity].add(str(path).rpartition("#")[2].rpartition("/")[2] if path else "")
    return found[SH.Violation], found[SH.Warning]


def catalogue_of(site: Path) -> Any:
    return json.loads((site / "du-lieu" / "dcat.jsonld").read_text("utf-8"))


def dataset_of(path: Path) -> Any:
    """A data set as schema.org describes it, without asking schema.org for its context."""
    document = json.loads(path.read_text("utf-8"))
    assert document["@context"] == "https://schema.org/"
    return {**document, "@context": SCHEMA_ORG}


@pytest.mark.parametrize("base", BASES)
def test_the_catalogue_is_as_dcat_wants_it(sites: dict[str, Path], base: str) -> None:
    assert findings(catalogue_of(sites[base]), "dcat") == (set(), UNSTATED_DCAT)


@pytest.mark.parametrize("base", BASES)
def test_every_data_set_is_as_schema_org_wants_it(sites: dict[str, Path], base: str) -> None:
    described = sorted(sites[base].glob("du-lieu/*/*/dataset.jsonld"))
    assert len(described) == 3
    for path in described:
        assert findings(dataset_of(path), "schema-org") == (set(), UNSTATED_SCHEMA_ORG), path


def _without(*names: str) -> Callable[[Any], None]:
    def spoil(tree: Any) -> None:
        del _at(tree, names[:-1])[names[-1]]

    return spoil


def _with(value: Any, *names: str) -> Callable[[Any], None]:
    def spoil(tree: Any) -> None:
        _at(tree, names[:-1])[names[-1]] = value

    return spoil


def _at(tree: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        tree = tree[name]
        if isinstance(tree, list):
            tree = tree[0]
    return tree


DATASET = "dcat:dataset"
FILE = (DATASET, "dcat:distribution")


@pytest.mark.parametrize(
    ("spoil", "violated"),
    [
        (_without("dct:title"), "title"),
        (_without("dct:description"), "description"),
        (_without("dct:publisher"), "publisher"),
        (_with("vi", "dct:language"), "language"),
        (_with([], DATASET), "dataset"),
        (_without("dct:publisher", "foaf:name"), "publisher"),
        (_without(DATASET, "dct:title"), "title"),
        (_with({"@language": "vi", "@value": ""}, DATASET, "dct:description"), "description"),
        (_with([{"@language": "vi", "@value": "a"}, {"@language": "vi", "@value": "b"}], "dct:title"),
         "title"),
        (_with("a title without its language", "dct:title"), "title"),
        (_with({"@id": "text/csv"}, *FILE, "dcat:mediaType"), "mediaType"),
        (_with("https://index.example.org/", *FILE, "dcat:accessURL"), "accessURL"),
        (_without(*FILE, "dcat:downloadURL"), "downloadURL"),
        (_with("12", *FILE, "dcat:byteSize"), "byteSize"),
        (_with({"@type": "xsd:hexBinary", "@value": "00"}, *FILE, "spdx:checksum", "spdx:checksumValue"),
         "checksum"),
        (_with({"@type": "xsd:date", "@value": "2021"}, DATASET, "dct:temporal", "dcat:startDate"),
         "startDate"),
    ],
)  # fmt: skip
def test_the_shapes_of_dcat_find_what_is_wrong(
    site: Path, spoil: Callable[[Any], None], violated: str
) -> None:
    catalogue = catalogue_of(site)
    spoil(catalogue)
    assert violated in findings(catalogue, "dcat")[0]


@pytest.mark.parametrize("name", ["dct:language", "foaf:homepage"])
def test_what_dcat_recommends_is_missed(site: Path, name: str) -> None:
    catalogue = catalogue_of(site)
    del catalogue[name]
    assert name.partition(":")[2] in findings(catalogue, "dcat")[1]


@pytest.mark.parametrize(
    ("spoil", "violated"),
    [
        (_without("name"), "name"),
        (_with([{"@language": "en", "@value": "Too short."}], "description"), "description"),
        (_without("distribution"), "distribution"),
        (_without("distribution", "contentUrl"), "distribution"),
        (_with("CSV", "distribution", "encodingFormat"), "encodingFormat"),
        (_with("in 2021", "temporalCoverage"), "temporalCoverage"),
        (_with("yes", "isAccessibleForFree"), "isAccessibleForFree"),
        (_with({"@type": "Person"}, "publisher"), "publisher"),
        (_without("identifier"), "identifier"),
        (_with(["vi", "fr"], "inLanguage"), "inLanguage"),
    ],
)
def test_the_shapes_of_schema_org_find_what_is_wrong(
    site: Path, spoil: Callable[[Any], None], violated: str
) -> None:
    dataset = dataset_of(site / "du-lieu" / "sipas" / "1" / "dataset.jsonld")
    spoil(dataset)
    assert violated in findings(dataset, "schema-org")[0]


@pytest.fixture(scope="module")
def atom() -> xmlschema.XMLSchema11:
    return xmlschema.XMLSchema11(SHAPES / "atom.xsd")


@pytest.fixture(scope="module")
def news(sites: dict[str, Path]) -> str:
    return (sites[""] / "atom.xml").read_text("utf-8")


@pytest.mark.parametrize("base", BASES)
def test_the_feed_is_as_its_standard_wants_it(
    atom: xmlschema.XMLSchema11, sites: dict[str, Path], base: str
) -> None:
    feeds = sorted(sites[base].rglob("atom.xml"))
    assert len(feeds) == 2
    for written in feeds:
        atom.validate(written)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<title>", "<titel>x</titel><title>"),
        ("<updated>", "<updated>2026-12-15T00:00:00Z</updated><updated>"),
        ("T00:00:00\\+07:00", ""),
        ("T00:00:00\\+07:00", "T00:00:00"),
        ("<id>", "<id>not-an-address "),
        ("<id>.*?</id>", ""),
        ('rel="self"', 'rel="selves"'),
        ("<author><name>.*?</name>", "<author><email>a@example.org</email>"),
        ("<author>.*?</author>", ""),
        ('href="', 'src="'),
        ('length="', 'length="-'),
        ("</entry>", "</entry><entry/>"),
        ("(<entry>.*?</entry>)", r"\1\1"),
        ("(<link rel=.alternate.*?/>)", r"\1\1"),
        ("<link rel=.alternate[^>]*/>(?=\n<link rel=.enclosure)", ""),
        ("<summary>", "<summary>twice</summary><summary>"),
    ],
)
def test_the_schema_of_feeds_finds_what_is_wrong(
    atom: xmlschema.XMLSchema11, news: str, old: str, new: str
) -> None:
    spoilt = re.sub(old, new, news, count=1, flags=re.DOTALL)
    assert spoilt != news
    assert not atom.is_valid(spoilt)


@pytest.fixture(scope="module")
def maps() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(SHAPES / "sitemap.xsd")


def test_the_map_of_the_site_is_as_its_protocol_wants_it(
    maps: xmlschema.XMLSchema10, sites: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps.validate(sites[BASES[1]] / "sitemap.xml")
    monkeypatch.setattr("chiso.portal.site_files.MOST_ADDRESSES", 50)
    several = build(tmp_path, base_url=BASES[1])
    parts = sorted(several.glob("sitemap*.xml"))
    assert len(parts) > 2
    for part in parts:
        maps.validate(part)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<loc>https://", "<loc>"),
        ("<loc>https://index.example.org/", "<loc>/"),
        ("</loc>", "</loc><lastmod>today</lastmod>"),
        ("</loc>", "</loc><priority>2</priority>"),
        ("</loc>", "</loc><changefreq>often</changefreq>"),
        ("<url>", "<url/><url>"),
        ("<url>", "<page/><url>"),
        ("<url><loc>https://index.example.org/en/</loc>", "<url><loc>https://index.example.org/</loc>"),
        ('hreflang="en"', 'hreflang="English"'),
        ('rel="alternate"', 'rel="other"'),
        ('href="https:', 'href="'),
    ],
)
def test_the_schema_of_maps_finds_what_is_wrong(
    maps: xmlschema.XMLSchema10, sites: dict[str, Path], old: str, new: str
) -> None:
    written = (sites[BASES[1]] / "sitemap.xml").read_text("utf-8")
    spoilt = written.replace(old, new, 1)
    assert spoilt != written
    assert not maps.is_valid(spoilt)


def test_every_data_package_is_valid(site: Path) -> None:
    packages = sorted(site.glob("du-lieu/*/*/datapackage.json"))
    assert len(packages) == 3
    with system.use_context(trusted=True):
        for path in packages:
            report = Package(str(path)).validate()
            assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [("17.75", "17-75", "constraint-error"), ("unit", "units", "incorrect-label")],
)
def test_a_data_package_with_a_spoilt_table_is_found(
    site: Path, tmp_path: Path, old: str, new: str, error: str
) -> None:
    folder = shutil.copytree(site / "du-lieu" / "three-criteria-2020" / "1", tmp_path / "spoilt")
    table = folder / "ranking.csv"
    table.write_text(table.read_text("utf-8").replace(old, new, 1), "utf-8")
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert error in [type_ for (type_,) in report.flatten(["type"])]


def test_a_licence_stands_where_the_theme_names_one(tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    (tmp_path / "theme.yaml").write_text(f"licences: {{sipas: {licence}}}\n")
    bundles, public = make_bundles(tmp_path)
    build_site(bundles, tmp_path / "site", theme=read_theme(tmp_path / "theme.yaml"), trusted=[public])
    catalogue = catalogue_of(tmp_path / "site")
    stated = {one["dct:identifier"].rpartition(":")[2]: one.get("dct:license") for one in catalogue[DATASET]}
    assert stated == {"sipas": {"@id": licence}, "three-criteria-2020": None}
    package = json.loads((tmp_path / "site/du-lieu/sipas/1/datapackage.json").read_text("utf-8"))
    assert package["licenses"] == [{"path": licence}]
    assert "SIPAS" in package["keywords"]


def test_an_address_of_a_licence_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text("licences: {sipas: free}\n")
    with pytest.raises(BadInput) as refused:
        read_theme(tmp_path / "theme.yaml")
    assert [one.code for one in refused.value.problems] == ["CH-6004"]
