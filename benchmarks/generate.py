"""
Policies of any size, for benchmarks: so many rules, so many facts, so many uses.

Half of the rules are law, half are clauses of terms. Facts imply one another in chains (`given`), and rules
fail only if a chain were broken, so that a proof has to follow it; the last number says how many rules of
law can fail all the same, in each use. The same numbers give the same text.

    python benchmarks/generate.py 1500 200 50 0 > large.consent
"""

import sys
from collections.abc import Iterator
from random import Random

CHAIN = 10
"""Facts in a chain."""


def policy(rules: int, facts: int, uses: int, failing: int = 0) -> str:
    """The text of a policy of this size: *rules* counts clauses too, *failing* rules fail in each use."""
    random = Random(f"{rules} {facts} {uses}")  # noqa: S311 - a benchmark, not a secret
    return "\n".join(
        (
            *_people(facts, uses),
            *_terms(rules // 2, facts, uses, random),
            *_requests(uses),
            *_law(rules - rules // 2, facts, failing, random),
        )
    )


def _people(facts: int, uses: int) -> Iterator[str]:
    yield 'policy "A large practice" language 1'
    yield "import std.usual"
    yield "party Vendor is organisation, controller"
    yield "party Customer is person, many"
    yield f"data Content about Customer is ordinary {{ {', '.join(f'd{i}' for i in range(uses))} }}"
    yield from (f"purpose p{i}" for i in range(uses))
    yield "service Platform"
    yield from (f'fact f{i} "fact number {i}"' for i in range(facts))
    chained = (i for i in range(facts - 1) if i % CHAIN != CHAIN - 1)
    yield from (f"given not f{i} or f{i + 1}" for i in chained)


def _terms(clauses: int, facts: int, uses: int, random: Random) -> Iterator[str]:
    """Each use is permitted; the other clauses restrict it on facts, and give way to an exception."""
    yield "terms Main {"
    yield from (f"  clause permit{i} Vendor may use d{i} for p{i}" for i in range(uses))
    pairs = max(0, clauses - uses) // 2
    for i in range(pairs):
        use, fact = i % uses, random.randrange(facts)
        done = f"use d{use} for p{use} when f{fact}"
        yield f"  clause limit{i} notwithstanding permit{use} Vendor must not {done}"
        yield f"  clause except{i} notwithstanding limit{i} Vendor may {done}"
    yield "}"


def _requests(uses: int) -> Iterator[str]:
    """One request and one use each; every request is sound."""
    for i in range(uses):
        yield f"""request r{i} to Customer by Vendor {{
  asks d{i} by Vendor for p{i}
  tells controller, purpose, data, withdrawal, refusal
  choice yes {{ consents by clicking, steps 1, shown equally, loses nothing }}
  choice no {{ refuses by clicking, steps 1, shown equally, loses nothing }}
  withdraw {{ by clicking, steps 1, loses nothing, stops use at once }}
  records who, when, what, how
}}
use u{i} {{ Vendor uses d{i} for p{i} on consent via r{i} }}"""


def _law(rules: int, facts: int, failing: int, random: Random) -> Iterator[str]:
    """A regime whose rules fail only if a chain of facts were broken; the first *failing* can."""
    yield 'regime house "House rules"'
    yield 'element fair "fair"'
    for i in range(rules):
        first = random.randrange(max(1, facts // CHAIN)) * CHAIN
        low = first + random.randrange(4)
        high = min(low + 1 + random.randrange(5), first + CHAIN - 1, facts - 1)
        other = random.randrange(facts)
        if i < failing:
            condition = f"f{low} and not f{other}"
        else:
            condition = f"f{low} and not f{high} and (f{other} or choice.preselected)"
        yield f'rule q{i} of fair "rule number {i}" {{ fails when {condition} }}'


if __name__ == "__main__":
    sys.stdout.write(policy(*(int(word) for word in sys.argv[1:5])))
