"""
Small policies of which one knows from language.md, sections 3 to 6, what must come of them.

Each is a base with a few lines more: `with_lines` puts them at the end, `changed` puts one thing in the place
of another. The law is one of their own (or none), so that nothing hangs on what a real one asks.
"""

SHOP = """policy "A shop" language 1
party Shop   is organisation, controller
party Ads    is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose newsletter
purpose research
service Account
feature Locked switched on by Shop, off at start
fact calm changing
regime house "What the shop holds itself to"
element free "freely given"
request SignUp to Reader by Shop {
  asks  Address by Shop for newsletter
  choice yes { consents by clicking, steps 1 }
  choice no  { refuses by clicking, steps 1, loses nothing }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
}
use mailing { Shop uses Address for newsletter on consent via SignUp }
"""

CALLS = """policy "Calls" language 1
party Vendor   is organisation, controller
party Org      is organisation
party Host     is person, acts for Org, may be Attendee
party Attendee is person, many
data Content about Attendee is ordinary { audio, chat, notes derived from audio }
purpose improvement
purpose training within improvement
purpose research within improvement
fact testing
regime house "What the vendor holds itself to"
element free "freely given"
request Notice to Attendee by Vendor {
  asks  audio by Vendor for training
  choice yes { consents by clicking, steps 1 }
  choice no  { refuses by clicking, steps 1, loses nothing }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
}
use learning { Vendor uses audio for training on consent via Notice }
"""

PANIC = 'rule panic of free "nobody was calm" { fails when not calm }'
IMBALANCE = (
    'rule imbalance of free is coercion "power" { fails when some p of interested { power(p, subject) } }'
)
IMPOSED = 'rule imposed of free "someone else did it" { fails when some s of switchers { s != subject } }'
PEERS = 'rule peers of free "one of them has power" { fails when some p of persons { power(p, subject) } }'
DEAR = 'rule dear of free "leaving costs something" { fails when request.withdraw.costs }'
PRESET = 'rule preset of free "set in advance" { fails when choice.preselected }'
NO_POWER = 'given no power Vendor over Attendee "one tool among several"'


def with_lines(base: str, *lines: str) -> str:
    """*base* with *lines* at the end."""
    return "\n".join((base, *lines, ""))


def changed(base: str, *pairs: tuple[str, str]) -> str:
    """*base* with one thing in the place of another, which stands there once."""
    for old, new in pairs:
        assert base.count(old) == 1, old
        base = base.replace(old, new)
    return base


def again(base: str, name: str) -> str:
    """The request of *base* once more, called *name*."""
    start = base.index("request ")
    text = base[start : base.index("\n}\n", start) + 3]
    return text.replace(text.split()[1], name, 1)


def terms(*clauses: str) -> str:
    """One version of the terms."""
    return "\n".join(("terms T {", *clauses, "}"))


CASES: dict[str, tuple[str, str, set[str]]] = {
    # the last word
    "a yes, a no and a way back": (SHOP, "proved", set()),
    "a no to another request is a no": (
        with_lines(SHOP, again(SHOP, "Later")),
        "failed",
        {"refused", "withdrawn", "another_request"},
    ),
    "either of two will do, and a no to one is a no": (
        changed(with_lines(SHOP, again(SHOP, "Later")), ("via SignUp }", "via SignUp or Later }")),
        "failed",
        {"refused", "withdrawn"},
    ),
    "both are needed: a no to one ends the use, a yes to it does not bring back the other": (
        changed(with_lines(SHOP, again(SHOP, "Later")), ("via SignUp }", "via SignUp and Later }")),
        "failed",
        {"another_request"},
    ),
    "putting it off takes nothing back": (
        changed(SHOP, ("  withdraw", "  choice later { postpones by clicking }\n  withdraw")),
        "proved",
        set(),
    ),
    # when a use fires
    "from the start is before any answer": (
        changed(SHOP, ("via SignUp }", "via SignUp from the start }")),
        "failed",
        {"before_any_answer", "refused", "withdrawn"},
    ),
    "even after a no is after a yes or a no, and no earlier": (
        changed(SHOP, ("via SignUp }", "via SignUp even after a no }")),
        "failed",
        {"refused"},
    ),
    "even after a no, when": (
        changed(SHOP, ("via SignUp }", "via SignUp even after a no when not consents(Reader) }")),
        "failed",
        {"refused"},
    ),
    "what stops within 30 days goes on after the withdrawal": (
        changed(SHOP, ("at once", "within 30 days")),
        "failed",
        {"withdrawn"},
    ),
    "what stops never goes on after the withdrawal": (
        changed(SHOP, ("at once", "never")),
        "failed",
        {"withdrawn"},
    ),
    "where nothing is said of it, that is asked": (
        changed(SHOP, (", stops use at once", "")),
        "not_shown",
        {"withdrawn"},
    ),
    "a use that looks at the ledger needs no books": (
        changed(SHOP, ("at once", "within 30 days"), ("via SignUp }", "via SignUp when consents(Reader) }")),
        "proved",
        set(),
    ),
    "what runs out leaves the books": (
        changed(SHOP, ("  withdraw", "  expires after 12 months\n  withdraw")),
        "proved",
        set(),
    ),
    "a use that goes on does not ask whether the yes ran out": (
        changed(
            SHOP,
            ("  withdraw", "  expires after 12 months\n  withdraw"),
            ("via SignUp }", "via SignUp when consented(Reader) }"),
        ),
        "failed",
        {"refused", "withdrawn", "expired"},
    ),
    "a use that never fires proves nothing": (
        changed(with_lines(SHOP, "fact odd", "given not odd"), ("via SignUp }", "via SignUp when odd }")),
        "vacuous",
        set(),
    ),
    # what the yes was to
    "a yes to one purpose is none to another": (
        changed(SHOP, ("Address for newsletter on", "Address for research on")),
        "failed",
        {"scope_exceeded"},
    ),
    "a yes to use is none to sharing": (
        changed(SHOP, ("uses Address for", "shares Address with Ads for")),
        "failed",
        {"scope_exceeded"},
    ),
    "what was asked for counts as it stood when asked": (
        changed(SHOP, ("by Shop for newsletter\n", "by Shop for newsletter when Locked.on\n")),
        "failed",
        {"scope_exceeded", "refused", "withdrawn"},
    ),
    "a yes to a part is none to the whole": (
        changed(CALLS, ("uses audio for training", "uses audio for improvement")),
        "failed",
        {"scope_exceeded"},
    ),
    "a yes to the whole is one to its parts": (
        changed(CALLS, ("by Vendor for training", "by Vendor for improvement")),
        "proved",
        set(),
    ),
    # the moment of the yes
    "what a rule asks of the yes is not cured later": (
        with_lines(SHOP, PANIC, "given not calm"),
        "failed",
        {"house.panic"},
    ),
    "and what was so at the yes does not end with it": (
        changed(with_lines(SHOP, PANIC), ("  asks ", "  when calm\n  asks ")),
        "proved",
        set(),
    ),
    "a rule at use looks at the use": (
        changed(
            with_lines(SHOP, PANIC.replace("of free", "of free at use")), ("  asks ", "  when calm\n  asks ")
        ),
        "failed",
        {"house.panic"},
    ),
    "a no that is dearer when the yes is given": (
        changed(
            with_lines(SHOP, 'rule dear of free "x" { fails when no r of request.refusals { not r.costs } }'),
            ("loses nothing }\n  w", "loses Account when Locked.on otherwise loses nothing }\n  w"),
        ),
        "failed",
        {"house.dear"},
    ),
    # people
    "power of somebody who does not want the yes": (
        with_lines(CALLS, IMBALANCE, NO_POWER, "power Org over Attendee"),
        "proved_under",
        set(),
    ),
    "power of somebody for whom the host asks": (
        changed(
            with_lines(CALLS, IMBALANCE, NO_POWER, "power Org over Attendee"),
            ("to Attendee by Vendor", "to Attendee by Host"),
        ),
        "failed",
        {"house.imbalance"},
    ),
    "power among peers": (
        with_lines(CALLS, PEERS, "power Attendee over Attendee"),
        "failed",
        {"house.peers"},
    ),
    "no power among peers": (
        with_lines(CALLS, PEERS, 'given no power Attendee over Attendee "peers"'),
        "not_shown",
        {"house.peers"},
    ),
    "power among peers that is settled": (
        with_lines(
            CALLS,
            PEERS.replace("persons {", "persons { p != Host and ").replace("power(p", "power(p"),
            "power Attendee over Attendee when testing",
            "given not testing",
        ),
        "proved_under",
        set(),
    ),
    "a relation among peers is between two of them": (
        with_lines(
            CALLS,
            "relation knows(Attendee, Attendee)",
            'rule known of free "x" { fails when some p of persons { p != subject and knows(p, subject) } }',
            "given not knows(Attendee, Attendee)",
            "given not knows(Host, Attendee)",
        ),
        "proved",
        set(),
    ),
    "a relation that is defined holds of whoever it is said of": (
        with_lines(
            CALLS,
            "relation knows(person, person) when testing",
            'rule known of free "x" { fails when some p of persons { p != subject and knows(p, subject) } }',
        ),
        "failed",
        {"house.known"},
    ),
    "power of which no line speaks": (with_lines(CALLS, IMBALANCE), "not_shown", {"house.imbalance"}),
    "switching it on for oneself is not imposed, for others it is": (
        changed(
            with_lines(CALLS, IMPOSED, "feature On switched on by Host, off at start"),
            ("  asks ", "  when On.on\n  asks "),
        ),
        "failed",
        {"house.imposed"},
    ),
    # clauses
    "silence permits nothing": (
        with_lines(CALLS, terms("clause a Vendor may use chat for training")),
        "failed",
        {"not_in_terms"},
    ),
    "an unranked conflict is a finding": (
        with_lines(
            CALLS,
            terms(
                "clause a Vendor may use audio for training",
                "clause b Vendor must not use audio for training",
            ),
        ),
        "failed",
        {"terms_conflict"},
    ),
    "a defeated clause defeats nobody": (
        with_lines(
            CALLS,
            terms(
                "clause a Vendor may use audio for training",
                "clause b notwithstanding a Vendor must not use audio for training",
                "clause c notwithstanding b Vendor may use audio for training",
            ),
        ),
        "proved",
        set(),
    ),
    "whether a clause reaches what is derived is open, and named": (
        changed(
            with_lines(
                CALLS,
                terms(
                    "clause a Vendor may use Content for training",
                    "clause b notwithstanding a Vendor must not use audio for training",
                ),
            ),
            ("asks  audio", "asks  notes"),
            ("uses audio", "uses notes"),
        ),
        "failed",
        {"breach_of_terms"},
    ),
    "consent of one is not consent of every one": (
        with_lines(
            CALLS,
            terms(
                "clause a Vendor may use audio for training",
                "clause b notwithstanding a Vendor must not use audio for training",
                "  without consent of every Attendee",
            ),
        ),
        "failed",
        {"breach_of_terms"},
    ),
    "consent of the one whose data it is": (
        with_lines(
            CALLS,
            terms(
                "clause a Vendor may use audio for training",
                "clause b notwithstanding a Vendor must not use audio for training",
                "  without consent of Attendee",
            ),
        ),
        "proved",
        set(),
    ),
    # the way out
    "a way out that is shut after the yes": (
        changed(
            with_lines(SHOP, DEAR),
            ("loses nothing, stops", "loses Account when Locked.on otherwise loses nothing, stops"),
            ("  asks ", "  when not Locked.on\n  asks "),
        ),
        "failed",
        {"house.dear"},
    ),
    "a rule that is lifted at the yes and not later": (
        changed(
            with_lines(SHOP, DEAR, 'rule ok notwithstanding dear "x" { lifts when calm }', "given calm"),
            ("loses nothing, stops", "loses Account, stops"),
        ),
        "failed",
        {"house.dear"},
    ),
    "what rebuts a presumption has to last, where it is the way out": (
        changed(
            with_lines(
                SHOP,
                'rule bond of free "x" { presume choice.consents',
                "  unless rebutted when not request.withdraw.costs }",
            ),
            ("loses nothing, stops", "loses Account when Locked.on otherwise loses nothing, stops"),
            ("  asks ", "  when not Locked.on\n  asks "),
        ),
        "failed",
        {"house.bond"},
    ),
    # people in roles
    "one person in two roles has one last word": (
        with_lines(CALLS, again(CALLS, "ToHosts").replace("to Attendee", "to Host")),
        "failed",
        {"refused", "withdrawn", "another_request"},
    ),
    "the yes of one of two is not the yes of the other": (
        changed(
            with_lines(CALLS, 'rule own of free "x" { fails when decider != subject }'),
            ("about Attendee is", "about Attendee, Host is"),
        ),
        "failed",
        {"house.own"},
    ),
    "a guardian speaks for a child while it is one": (
        changed(
            with_lines(
                SHOP,
                "party Mother is person",
                "guardian Mother of Reader when Reader.age < 16",
                'rule own of free "x" { fails when decider != subject and not guardian(decider, subject) }',
            ),
            ("{ consents by clicking,", "{ consents by clicking, by Mother for Reader,"),
        ),
        "failed",
        {"house.own"},
    ),
    # strengths
    "what no consent cures": (
        with_lines(SHOP, 'rule never "x" { forbids when not calm }', "given calm"),
        "failed",
        {"house.never"},
    ),
    "another basis is no way round": (
        with_lines(
            SHOP,
            'rule needed "x" { requires consent when data is ordinary }',
            "use study { Shop uses Address for research on contract }",
        ),
        "failed",
        {"house.needed"},
    ),
    "a factor never fails alone": (
        with_lines(SHOP, 'rule weighs of free "x" { factor when not calm }'),
        "proved",
        set(),
    ),
    "a contested rule alone": (
        with_lines(SHOP, PANIC.replace(" }", ' contested "some say so" }')),
        "depends",
        {"house.panic"},
    ),
    "a contested rule that only the unsaid breaks": (
        with_lines(
            SHOP,
            "attribute odd of request",
            'rule odd_one of free "x" { fails when request.odd contested "some say so" }',
        ),
        "depends",
        {"house.odd_one"},
    ),
    # silence
    "an act that is said is not set in advance": (with_lines(SHOP, PRESET), "proved", set()),
    "where no act is said, it may be": (
        changed(with_lines(SHOP, PRESET), ("{ consents by clicking, steps 1 }", "{ consents }")),
        "not_shown",
        {"house.preset"},
    ),
    "a price leaves open what is lost beside it": (
        changed(
            with_lines(
                SHOP, 'rule lost of free "x" { fails when some r of request.refusals { r.loses(Account) } }'
            ),
            ("loses nothing }\n  w", "pays 0 EUR }\n  w"),
        ),
        "not_shown",
        {"house.lost"},
    ),
    "a party that does not say what it is": (
        changed(
            with_lines(
                SHOP,
                'rule state of free "x" { fails when some p of interested { p is public_authority } }',
            ),
            ("party Shop   is organisation, controller", "party Shop"),
        ),
        "not_shown",
        {"house.state"},
    ),
    # regimes
    "each regime has a verdict of its own": (
        with_lines(
            SHOP,
            'regime other "Another board"',
            'element calm "calm"',
            'rule quick of calm "x" { fails when choice.steps < 2 }',
        ),
        "failed",
        {"other.quick"},
    ),
    "a regime that applies to nobody proves nothing": (
        with_lines(SHOP, "fact here", "given not here", "apply house when here"),
        "vacuous",
        set(),
    ),
    "lines that contradict each other prove nothing": (
        with_lines(SHOP, "fact odd", "given odd", "given not odd"),
        "vacuous",
        set(),
    ),
}
"""By the fact it keeps: a policy, its verdict, the rules that stories tell of."""
