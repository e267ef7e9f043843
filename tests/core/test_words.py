"""What a program says in words: of whom a fact is, which line settles it, which line said so."""

from pathlib import Path

from consentlang.core import ir
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.driver import load
from tests.std.meaning import SHOP, changed, with_lines


def lowered(text: str, folder: Path) -> ir.Program:
    """The program of a policy that makes sense."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    model = load(path, report)
    assert model is not None, [complaint.message for complaint in report]
    return lower(model)


def test_a_fact_with_a_label_names_its_people(tmp_path: Path) -> None:
    """Behind the label; one about nobody has the label alone."""
    program = lowered(
        with_lines(
            SHOP,
            'relation pays(Shop, Reader) "there is work for money"',
            'fact odd "it is odd"',
            'rule paid of free "x" { fails when pays(Shop, subject) and odd }',
        ),
        tmp_path,
    )

    assert program.facts["pays(Shop, Reader)"].words["yes"] == "there is work for money (Shop, Reader)"
    assert program.facts["odd"].words["yes"] == "it is odd"


def test_what_a_party_is_is_settled_by_a_line_that_can_be_written(tmp_path: Path) -> None:
    """One that is no person is an organisation, and the other way round."""
    known = 'rule known of free "x" { fails when some p of parties { p is person and p != subject } }'
    facts = lowered(with_lines(SHOP, "party Someone", known), tmp_path).facts

    for nature, other in (("person", "organisation"), ("organisation", "person")):
        settle = facts[f"Someone is {nature}"].settle
        assert settle == {"yes": f"party Someone is {nature}", "no": f"party Someone is {other}"}
        for line in settle.values():
            assert f"Someone is {nature}" not in lowered(with_lines(SHOP, line, known), tmp_path).facts


def test_what_data_is_is_said_by_the_line_of_the_data(tmp_path: Path) -> None:
    """A rule that fails because of it points there."""
    hidden = 'rule hidden of free "x" { fails when data is secret }'
    text = with_lines(SHOP, 'attribute secret of data "kept from everybody"', hidden)
    program = lowered(changed(text, ("Reader is ordinary", "Reader is secret")), tmp_path)

    faults = (fault for duty in program.obligations for way in duty.ways for fault in way.faults)
    said = {part for fault in faults for part in ir.walk(fault.fails) if isinstance(part, ir.Said)}
    assert [(each.words, each.span.words) for each in said] == [
        ("`Address` is secret", "data Address about Reader is secret")
    ]


def test_a_line_that_belongs_into_a_request_says_into_which(tmp_path: Path) -> None:
    """So that it can be shown in its place: a way out that is not written, and what it is like."""
    silent = changed(SHOP, ("  withdraw { by clicking, steps 1, loses nothing, stops use at once }\n", ""))
    easy = 'rule shut of free "x" { fails when not request.withdrawable or request.withdraw.costs }'
    facts = lowered(with_lines(silent, easy), tmp_path).facts

    settled = {name: fact.request for name, fact in facts.items() if "withdraw {" in str(fact.settle)}
    assert settled["SignUp can be withdrawn"] == "SignUp"
    assert {*settled.values()} == {"SignUp"}


def test_a_use_on_another_basis_is_listed_with_it(tmp_path: Path) -> None:
    """What carries it is judged nowhere; so is what one has on nothing."""
    uses = (
        "use sending { Shop uses Address for newsletter on legitimate_interest }",
        "use taking { Shop uses Address for research on nothing }",
    )
    unchecked = lowered(with_lines(SHOP, *uses), tmp_path).unchecked

    end = ": whether that basis carries it is not checked"
    assert f"`sending` is said to rest on legitimate interest{end}" in unchecked
    assert f"`taking` rests on nothing{end}" in unchecked
