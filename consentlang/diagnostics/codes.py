"""
Codes: every complaint this checker can make, declared once and numbered.

A code is a promise: its number never changes its meaning, and its page says
what it is about. The hundreds tell the room that speaks: 01 reading and
syntax, 02 names, 03 priorities and cycles, 04 kinds and misuse, 05 findings
about uses and consent, 06 warnings.

To add one: a line here, and a page of the same number in `pages/`.
"""

from enum import StrEnum

from attrs import frozen


class Severity(StrEnum):
    """An error sets the exit code; a warning leaves it alone."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Code:
    """*number* and *name* are for people to cite; *title* says in a few words what is wrong."""

    number: str
    name: str
    severity: Severity
    title: str


_registry: dict[str, Code] = {}


def error(number: str, name: str, title: str) -> Code:
    """Declare a complaint that makes a policy wrong."""
    return _declare(Code(number, name, Severity.ERROR, title))


def warning(number: str, name: str, title: str) -> Code:
    """Declare a complaint that leaves the verdict as it is."""
    return _declare(Code(number, name, Severity.WARNING, title))


def every_code() -> tuple[Code, ...]:
    """All codes, in the order of their numbers."""
    return tuple(sorted(_registry.values(), key=lambda code: code.number[1:]))


def find(word: str) -> Code | None:
    """
    Find the code that *word* numbers or names, in capitals or not.

    >>> find("e0203").name
    'unknown-purpose'
    >>> find("unknown-purpose").number
    'E0203'
    """
    by_number = _registry.get(word.upper())
    return by_number or next((code for code in _registry.values() if code.name == word.lower()), None)


def _declare(code: Code) -> Code:
    if any(code.number[1:] == other[1:] for other in _registry) or find(code.name):
        raise ValueError(f"{code.number} {code.name} is declared twice")
    _registry[code.number] = code
    return code


# 01 reading -------------------------------------------------------------------
FILE_MISSING = error("E0101", "file-missing", "the file does not exist")
FILE_REFUSED = error("E0102", "file-refused", "the file cannot be opened")
FILE_IS_DIRECTORY = error("E0103", "file-is-directory", "a directory stands where a policy is expected")
FILE_TOO_LARGE = error("E0104", "file-too-large", "the file is larger than a policy may be")
FILE_BINARY = error("E0105", "file-binary", "the file is not text")
FILE_NOT_UTF8 = error("E0106", "file-not-utf8", "the file is not encoded in UTF-8")
FILE_EMPTY = error("E0107", "file-empty", "the file says nothing")
HIDDEN_DIRECTION = error("E0108", "hidden-direction", "an invisible character changes the order of the text")
MIXED_SCRIPTS = error("E0109", "mixed-scripts", "a name mixes letters that look alike")
INVISIBLE_CHARACTER = error("E0110", "invisible-character", "a character that cannot be seen")

# 01 syntax --------------------------------------------------------------------
UNEXPECTED_WORD = error("E0120", "unexpected-word", "this word does not fit here")
UNEXPECTED_END = error("E0121", "unexpected-end", "the policy ends in the middle of a sentence")
UNREADABLE_CHARACTER = error("E0122", "unreadable-character", "no word begins with this character")
UNCLOSED_QUOTE = error("E0123", "unclosed-quote", "a quotation is never closed")
NESTED_TOO_DEEP = error("E0124", "nested-too-deep", "brackets inside brackets, too deep to read")
MAY_NOT = error("E0125", "may-not", "`may not` has two meanings")
NOT_YET = error("E0126", "not-yet", "the language does not say this yet")
UNKNOWN_LANGUAGE = error("E0127", "unknown-language", "a version of the language that is not known")
IMPOSSIBLE_DATE = error("E0128", "impossible-date", "no such day")
NUMBER_TOO_LARGE = error("E0129", "number-too-large", "a number with too many digits")
NAME_MISSING = error("E0130", "name-missing", "a name is missing")
HEADER_MISSING = error("E0131", "header-missing", "the file does not say what it is")
UNCLOSED_BRACE = error("E0132", "unclosed-brace", "a brace is never closed")
SURPLUS_BRACE = error("E0133", "surplus-brace", "a brace that closes nothing")
UNKNOWN_ESCAPE = error("E0134", "unknown-escape", "a backslash before a letter that needs none")
TOO_MANY_MISTAKES = error("E0135", "too-many-mistakes", "more mistakes than are told in one run")
NEED_NOT = error("E0136", "need-not", "a clause that only says what is not required")

# 02 names ---------------------------------------------------------------------
UNKNOWN_NAME = error("E0201", "unknown-name", "nothing of this name")
UNKNOWN_PARTY = error("E0202", "unknown-party", "no party of this name")
UNKNOWN_PURPOSE = error("E0203", "unknown-purpose", "no purpose of this name")
UNKNOWN_DATA = error("E0204", "unknown-data", "no data of this name")
UNKNOWN_SERVICE = error("E0205", "unknown-service", "no service or stake of this name")
UNKNOWN_REQUEST = error("E0206", "unknown-request", "no request of this name")
UNKNOWN_CHOICE = error("E0207", "unknown-choice", "no choice of this name")
UNKNOWN_FEATURE = error("E0208", "unknown-feature", "no feature of this name")
UNKNOWN_TERMS = error("E0209", "unknown-terms", "no terms of this name")
UNKNOWN_CLAUSE = error("E0210", "unknown-clause", "no clause of this name")
UNKNOWN_USE = error("E0211", "unknown-use", "no use of this name")
UNKNOWN_RELATION = error("E0212", "unknown-relation", "no relation or fact of this name")
UNKNOWN_ATTRIBUTE = error("E0213", "unknown-attribute", "no attribute of this name")
UNKNOWN_ELEMENT = error("E0214", "unknown-element", "no element of this name")
UNKNOWN_REGIME = error("E0215", "unknown-regime", "no regime of this name")
UNKNOWN_RULE = error("E0216", "unknown-rule", "no rule of this name")
UNKNOWN_VALUE = error("E0217", "unknown-value", "not one of the words to choose from")
UNKNOWN_ITEM = error("E0218", "unknown-item", "no such item can be told or recorded")
UNKNOWN_BASIS = error("E0219", "unknown-basis", "no such basis")
DUPLICATE_NAME = error("E0220", "duplicate-name", "the name is already taken")
RESERVED_NAME = error("E0221", "reserved-name", "the name is a built-in word")
AMBIGUOUS_NAME = error("E0222", "ambiguous-name", "the name stands for two things")
UNKNOWN_KIND = error("E0223", "unknown-kind", "no such kind")
IMPORT_NOT_FOUND = error("E0230", "import-not-found", "nothing to import under this name")
IMPORT_CYCLE = error("E0231", "import-cycle", "files import each other in a circle")
IMPORT_OUTSIDE = error("E0232", "import-outside", "the import leaves the folder of the policy")
IMPORT_OTHER_ENDING = error("E0233", "import-other-ending", "only `.consent` files are imported")
IMPORTS_TOO_MANY = error("E0234", "imports-too-many", "more files than a policy may have")

# 03 priorities and cycles -----------------------------------------------------
PRIORITY_CYCLE = error("E0301", "priority-cycle", "clauses give way to each other in a circle")
WITHIN_CYCLE = error("E0302", "within-cycle", "a purpose lies within itself")
DEFINITION_CYCLE = error("E0303", "definition-cycle", "a definition rests on itself")
RANKED_ABOVE_FIXED = error("E0304", "ranked-above-fixed", "a rule of law gives way to nothing")
DERIVED_CYCLE = error("E0305", "derived-cycle", "data is derived from itself")
AMENDS_CYCLE = error("E0306", "amends-cycle", "versions of the terms amend each other in a circle")
VERSIONS_BACKWARDS = error("E0307", "versions-backwards", "a version begins before the one it amends")
VERSIONS_FORKED = error("E0308", "versions-forked", "which of two versions comes first is not said")
TERMS_TOO_LARGE = error("E0309", "terms-too-large", "more clauses than can be ranked")

# 04 kinds and misuse ----------------------------------------------------------
GIVEN_ON_DEFINED = error("E0401", "given-on-defined", "a line settles what another line defines")
WRONG_KIND = error("E0402", "wrong-kind", "a name of another kind is expected here")
WRONG_NUMBER_OF_PARTIES = error("E0403", "wrong-number-of-parties", "too few or too many parties")
NOT_COMPARABLE = error("E0404", "not-comparable", "these two cannot be compared")
UNITS_DIFFER = error("E0405", "units-differ", "a number is no length of time")
NO_USE_AT_HAND = error("E0406", "no-use-at-hand", "consent to what is not said")
SEVERAL_USES_AT_HAND = error("E0407", "several-uses-at-hand", "consent to which of these is not said")
JUDGED_AT_GRANT = error("E0408", "judged-at-grant", "the yes that is being given stands only afterwards")
WORD_OF_RULES = error("E0409", "word-of-rules", "this word has a meaning in rules only")
NOT_YES_OR_NO = error("E0410", "not-yes-or-no", "a condition is needed here")
DOING_OUT_OF_PLACE = error("E0411", "doing-out-of-place", "no use and no permission is a condition here")
VALID_IN_A_RULE = error("E0412", "valid-in-a-rule", "what makes consent valid cannot ask whether it is")

# 04 requests and choices ------------------------------------------------------
SAID_TWICE = error("E0420", "said-twice", "the same is said twice")
CONTRADICTION = error("E0421", "contradiction", "two lines cannot both be so")
CHOICE_WITHOUT_ANSWER = error("E0422", "choice-without-answer", "a choice says neither yes nor no nor later")
ASKS_NOTHING = error("E0423", "asks-nothing", "a request asks for nothing")
NO_YES = error("E0424", "no-yes", "a request that cannot be granted")
MIXED_CHOICES = error("E0425", "mixed-choices", "some choices are for each purpose, some for all")
PURPOSE_NOT_ASKED = error("E0426", "purpose-not-asked", "a choice about a purpose that is not asked for")
CANNOT_BE_GUARDED = error("E0427", "cannot-be-guarded", "what this says does not hang on a condition")
PHRASE_OUT_OF_PLACE = error("E0428", "phrase-out-of-place", "this phrase does not fit here")

# 04 people and data -----------------------------------------------------------
SUBJECT_NOT_PERSON = error("E0430", "subject-not-person", "personal data is about persons")
MANY_ORGANISATIONS = error("E0431", "many-organisations", "only persons can be many")
DATA_ABOUT_NOBODY = error("E0432", "data-about-nobody", "nobody could consent to this use")

# 04 what is settled and what is tried -----------------------------------------
GIVEN_ON_STRUCTURE = error("E0440", "given-on-structure", "this is not settled by `given`")
NOT_CHANGING = error("E0441", "not-changing", "this does not change during a story")
NOT_THEIR_MOVE = error("E0442", "not-their-move", "this party cannot do this")
CANNOT_HAPPEN = error("E0443", "cannot-happen", "the policy leaves no room for this event")

# 04 the law -------------------------------------------------------------------
FIXED_OUTSIDE_LIBRARY = error("E0450", "fixed-outside-library", "only a library fixes a rule")
RULE_WITHOUT_ELEMENT = error("E0451", "rule-without-element", "what the rule is a part of is missing")
NO_REGIME = error("E0452", "no-regime", "the regime that this belongs to is missing")
UNTIL_BEFORE_FROM = error("E0453", "until-before-from", "a rule ends before it begins")
UNREADABLE_GROUND = error("E0454", "unreadable-ground", "this is not the name of a ground")
CASE_INCOMPLETE = error("E0455", "case-incomplete", "what was held is not all said")
CASES_OF_TWO_DAYS = error("E0456", "cases-of-two-days", "one policy is judged by the law of one day")

# 05 findings about uses and consent -------------------------------------------
BEFORE_ANY_ANSWER = error("E0501", "before-any-answer", "data is used before the person answered")
SCOPE_EXCEEDED = error("E0502", "scope-exceeded", "the yes was to something else")
USED_AFTER_NO = error("E0503", "used-after-no", "data is used although the person said no")
USED_AFTER_WITHDRAWAL = error("E0504", "used-after-withdrawal", "data is used although the yes was withdrawn")
USED_AFTER_EXPIRY = error("E0505", "used-after-expiry", "data is used although the yes has run out")
ANOTHER_REQUEST = error("E0506", "another-request", "the yes came by a request the use does not rely on")
BREACH_OF_TERMS = error("E0510", "breach-of-terms", "the terms in force forbid the use")
NOT_IN_TERMS = error("E0511", "not-in-terms", "no clause of the terms in force permits the use")
TERMS_CONFLICT = error("E0512", "terms-conflict", "clauses say yes and no, and none outranks the other")
CLAIM_BROKEN = error("E0520", "claim-broken", "a claim of the policy does not hold")
NEVER_FIRES = error("E0530", "never-fires", "what must hold is never put to the test")
LINES_CONTRADICT = error("E0531", "lines-contradict", "no scenario obeys all the lines")
UNDECIDED = error("E0532", "undecided", "the time ran out before there was an answer")
ANSWER_DIFFERS = error("E0533", "answer-differs", "the answer is not the expected one")
SCENARIO_FAILS = error("E0534", "scenario-fails", "a scenario does not go as expected")

# 06 warnings ------------------------------------------------------------------
UNUSED = warning("W0601", "unused", "declared and never mentioned")
CONSENT_OF_ANOTHER = warning("W0602", "consent-of-another", "a clause asks the consent of somebody else")
REQUEST_TO_ANOTHER = warning("W0603", "request-to-another", "nobody whose data it is, is asked")
CLAUSES_UNRANKED = warning("W0610", "clauses-unranked", "two clauses say yes and no, and nothing ranks them")
CLAUSE_NEVER_APPLIES = warning("W0611", "clause-never-applies", "what the clause depends on is never so")
CLAUSE_NEVER_WINS = warning("W0612", "clause-never-wins", "wherever the clause applies, another overrides it")
OVERRIDES_NOTHING = warning("W0613", "overrides-nothing", "an override with nothing to override")
EXCEPTION_TOO_NARROW = warning("W0614", "exception-too-narrow", "an exception covers part of the rule only")
REQUEST_UNSEEN = warning("W0615", "request-unseen", "nobody ever gets to answer the request")
FEATURE_DEAD = warning("W0616", "feature-dead", "a feature is off, and nobody can switch it on")
