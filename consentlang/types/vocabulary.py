"""
The words that rules and formulas may use without declaring them.

One table per kind of thing: what can be asked of a request, a choice, a use. `types.check` reads it to
judge a formula, `core.lower` to give each word its meaning, and the reference page is made from it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from consentlang.names.words import DAYS, NUMBER, YES_NO, Kind, Sort, Type, Word, thing, things

__all__ = [
    "ACT",
    "ACTS",
    "BASES",
    "BASIS",
    "DAYS",
    "EVERYWHERE",
    "IN_A_RULE",
    "ITEM",
    "ITEMS",
    "MEMBERS",
    "NUMBER",
    "PARTY_KINDS",
    "RECORD_ITEM",
    "RECORD_ITEMS",
    "SHOWN",
    "YES_NO",
    "Kind",
    "Sort",
    "Type",
    "Word",
    "thing",
    "things",
]

ITEMS: Final = (
    "controller",
    "recipients",
    "purpose",
    "data",
    "duration",
    "withdrawal",
    "refusal",
    "risks",
    "automated_decisions",
    "transfers",
    "rights",
)
"""What a request can tell (GDPR Art. 13; EDPB Guidelines 05/2020, 64)."""

RECORD_ITEMS: Final = ("who", "when", "what", "how")
"""What a request can put on record (GDPR Art. 7(1); EDPB Guidelines 05/2020, 104 to 108)."""

BASES: Final = (
    "legitimate_interest",
    "contract",
    "legal_obligation",
    "vital_interest",
    "public_task",
    "other_law",
)
"""Bases other than consent (GDPR Art. 6(1)(b) to (f)); `other_law` for a regime that has its own."""

PARTY_KINDS: Final = ("person", "organisation", "controller", "processor", "public_authority")

ACTS: Final = (
    "clicking",
    "signing",
    "saying",
    "continuing",
    "silence",
    "opting_out",
    "conduct",
    "terms",
    "phone",
    "leaving",
    "writing",
    "setting",
)
ACT: Final = Type("one of", values=ACTS)
SHOWN: Final = Type("one of", values=("equally", "less_prominent", "hidden"))
ITEM: Final = Type("one of", values=ITEMS)
RECORD_ITEM: Final = Type("one of", values=RECORD_ITEMS)
BASIS: Final = Type("one of", values=("consent", "nothing", *BASES))

_PARTY, _CHOICE, _PURPOSE, _DATA = thing("party"), thing("choice"), thing("purpose"), thing("data")

IN_A_RULE: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "subject": Word(_PARTY, "the person whose data it is"),
        "user": Word(_PARTY, "who uses or shares the data"),
        "asker": Word(_PARTY, "who puts the request to people"),
        "decider": Word(_PARTY, "who made the consenting choice"),
        "controllers": Word(things("party"), "the parties that are controllers"),
        "recipients": Word(things("party"), "those with whom the data is shared"),
        "switchers": Word(
            things("party"),
            "who, in this story, turned on a feature that the request or the use depends on",
        ),
        "interested": Word(
            things("party"),
            "who wants the yes: controllers, user, recipients, asker, switchers, closed under `acts for` "
            "both ways, without the subject",
        ),
        "request": Word(thing("request"), "the request that the use relies on"),
        "choice": Word(_CHOICE, "the consenting choice that was made"),
        "use": Word(thing("use"), "the use that is judged"),
        "data": Word(_DATA, "the data that is used"),
        "purpose": Word(_PURPOSE, "the purpose it is used for"),
        "within_terms": Word(YES_NO, "the terms in force permit the use, with no clause against it"),
    }
)
"""Names that a rule, and a claim about uses, has for the case at hand."""

EVERYWHERE: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "persons": Word(things("party"), "every party that is a person"),
        "parties": Word(things("party"), "every party"),
        "requests": Word(things("request"), "every request"),
        "uses": Word(things("use"), "every use"),
        "services": Word(things("service"), "every service, without the stakes"),
        "stakes": Word(
            things("service"), "everything declared as a stake: what can be lost besides a service"
        ),
        "power": Word(YES_NO, "the first can make the second suffer for a no", (_PARTY, _PARTY)),
        "guardian": Word(YES_NO, "the first may consent for the second", (_PARTY, _PARTY)),
        "acts_for": Word(YES_NO, "the first acts for the second, directly or not", (_PARTY, _PARTY)),
        "necessary": Word(
            YES_NO, "some service that could be lost needs this data for this purpose", (_DATA, _PURPOSE)
        ),
        "consents": Word(YES_NO, "a yes by this party to the use named here stands now", (_PARTY,)),
        "consented": Word(YES_NO, "a yes by this party to the use named here was ever given", (_PARTY,)),
    }
)
"""Names and functions that every formula has. `consents` and `consented` need a use in the formula."""

MEMBERS: Final[Mapping[Kind, Mapping[str, Word]]] = MappingProxyType(
    {
        "party": {
            "age": Word(NUMBER, "age in years"),
        },
        "request": {
            "to": Word(_PARTY, "who is asked"),
            "asker": Word(_PARTY, "who asks"),
            "choices": Word(things("choice"), "all its choices"),
            "consents": Word(things("choice"), "the choices that say yes to the purpose at hand"),
            "refusals": Word(things("choice"), "the choices that say no to the purpose at hand"),
            "postponements": Word(things("choice"), "the choices that put the answer off"),
            "purposes": Word(things("purpose"), "the purposes it asks for"),
            "per_purpose": Word(YES_NO, "each purpose is answered apart"),
            "asks": Word(YES_NO, "this data is among what it asks for", (_DATA,)),
            "tells": Word(YES_NO, "the item is told, plainly and truly", (ITEM,)),
            "vague": Word(YES_NO, "the item is told, but vaguely", (ITEM,)),
            "misleads": Word(YES_NO, "the item is told misleadingly", (ITEM,)),
            "joined": Word(YES_NO, "not kept apart from other matters"),
            "withdrawable": Word(YES_NO, "there is a way to withdraw"),
            "withdraw": Word(thing("withdraw"), "the way to withdraw"),
            "records": Word(YES_NO, "the item is put on record", (RECORD_ITEM,)),
            "expires": Word(YES_NO, "the answer runs out by itself"),
            "lifetime": Word(DAYS, "after how many days it runs out, where it does"),
            "re_asks": Word(YES_NO, "a refusal is followed by a new request"),
            "pause": Word(DAYS, "days from a refusal to the next request, where there is one"),
        },
        "choice": {
            "consents": Word(YES_NO, "says yes to the purpose at hand"),
            "refuses": Word(YES_NO, "says no to the purpose at hand"),
            "postpones": Word(YES_NO, "puts the answer off"),
            "by": Word(_PARTY, "who makes it"),
            "purposes": Word(things("purpose"), "the purposes it says yes to"),
            "act": Word(ACT, "how it is expressed"),
            "preselected": Word(YES_NO, "set in advance"),
            "steps": Word(NUMBER, "how many actions it takes"),
            "shown": Word(SHOWN, "how prominent it is beside the others"),
            "costs": Word(
                YES_NO, "loses or pays anything, save a service for which this data and purpose are necessary"
            ),
            "loses": Word(YES_NO, "loses this service or stake", (thing("service"),)),
            "pays": Word(YES_NO, "costs money"),
            "price": Word(NUMBER, "how much money, in whole units, 0 for none"),
            "gains": Word(YES_NO, "brings an advantage beside the service"),
            "instead": Word(YES_NO, "an equivalent alternative is offered"),
        },
        "withdraw": {
            "act": Word(ACT, "how it is expressed"),
            "steps": Word(NUMBER, "how many actions it takes"),
            "shown": Word(SHOWN, "how prominent it is"),
            "costs": Word(
                YES_NO, "loses or pays anything, save a service for which this data and purpose are necessary"
            ),
            "pays": Word(YES_NO, "costs money"),
            "loses": Word(YES_NO, "loses this service or stake", (thing("service"),)),
            "at_once": Word(YES_NO, "use stops at once"),
            "honoured": Word(YES_NO, "use stops, at once or later"),
        },
        "use": {
            "from_start": Word(YES_NO, "it fires before any answer"),
            "shares": Word(YES_NO, "it hands the data to somebody"),
            "basis": Word(BASIS, "what it is said to rest on"),
        },
        "feature": {
            "on": Word(YES_NO, "it is switched on now"),
        },
        "data": {},
        "purpose": {},
        "service": {},
        "regime": {},
    }
)
"""What can be asked of a thing, besides the attributes that libraries declare."""
