from fractions import Fraction

from chiso.frameworks.importers.parts import CellPlace, LeafFacts, RuleLine
from chiso.frameworks.importers.proving import prove
from chiso.frameworks.loader import framework_from_tree

PLACE = CellPlace(None, "", 1, 3, 2)
SOUND = {"kind": "boolean@1"}
HOLE = {"kind": "steps@1", "steps": [{"at_least": "0.9", "points": "1"}, {"below": "0.5", "points": "0"}]}


def leaf(code, *lines):
    return LeafFacts(
        code, "Tên", Fraction(1), tuple(RuleLine(words, "1", PLACE) for words in lines), "regular"
    )


def document(**rules):
    inputs = {"boolean@1": {"done": {"type": "boolean"}}, "steps@1": {"share": {"type": "ratio"}}}
    nodes = [
        {
            "code": code,
            "title": {"vi": "Tên", "en": "Tên"},
            "max_points": "1",
            "note": {"vi": "Ghi chú"},
            "inputs": inputs[rule["kind"]],
            "rule": rule,
        }
        for code, rule in rules.items()
    ]
    words = {"vi": "x", "en": "x"}
    return {
        "format": "chiso-framework/1", "id": "a", "version": "1", "title": words, "status": "draft",
        "completeness": "full", "periods": {}, "rights": words, "index": {"max_points": str(len(rules))},
        "nodes": nodes,
    }  # fmt: skip


def test_a_draft_that_loads_is_left_as_it_is():
    draft = document(A=SOUND)
    proof = prove(draft, {"A": leaf("A")}, {"A": PLACE}, "a.docx")
    assert (proof.questions, proof.taken_out) == ([], set())


def test_a_rule_that_does_not_prove_stays_as_text_and_is_asked_about():
    draft = document(A=SOUND, B=HOLE)
    leaves = {"A": leaf("A"), "B": leaf("B", "Từ 90% trở lên", "Dưới 50%")}
    proof = prove(draft, leaves, {"A": PLACE, "B": PLACE}, "a.docx")
    assert [(one.code, one.node, one.place) for one in proof.questions] == [("CH-2642", "B", PLACE)]
    assert proof.taken_out == {"B"}
    sound, left = proof.document["nodes"]
    assert sound["rule"] == SOUND
    assert left["rule"] == {"kind": "not_stated@1"}
    assert left["note"] == {"vi": "Từ 90% trở lên: 1\nDưới 50%: 1\nGhi chú"}
    assert framework_from_tree(proof.document, name="a").completeness == "partial"


def test_what_no_rule_is_to_blame_for_is_asked_about_and_kept():
    draft = document(A=SOUND)
    draft["index"]["max_points"] = "7"
    proof = prove(draft, {"A": leaf("A")}, {"A": PLACE}, "a.docx")
    assert [one.code for one in proof.questions] == ["CH-2641"]
    assert proof.document["index"]["max_points"] == "7"


def test_figures_that_have_no_end_get_a_rounding_that_is_asked_about():
    draft = document(A={"kind": "steps@1", "steps": [{"points": "1"}]})
    draft["nodes"][0]["max_points"] = draft["index"]["max_points"] = "1/3"
    draft["nodes"][0]["rule"]["steps"] = [{"points": "1/3"}]
    proof = prove(draft, {"A": leaf("A")}, {"A": PLACE}, "a.docx")
    assert "CH-2643" in [one.code for one in proof.questions]
    assert proof.document["index"]["published"] == {"places": "2", "mode": "half_up"}
