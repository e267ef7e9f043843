"""Source and Span: where things are in a policy."""

import pytest

from consentlang.source import Source, Span

POLICY = 'policy "Meeting" language 1\nparty Vendor\n\npurpose training'


def span_of(words: str, source: Source) -> Span:
    """Point at the first *words* in *source*."""
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def test_lines_and_columns_count_from_one() -> None:
    """A span says where it begins and where it ends, as editors count."""
    span = span_of("training", Source("meeting.consent", POLICY))

    assert (span.line, span.column, span.end_line, span.end_column) == (4, 9, 4, 17)
    assert span.text == "training"


def test_a_span_may_reach_over_lines() -> None:
    """The end of a span has a line of its own."""
    span = span_of("Vendor\n\npurpose", Source("meeting.consent", POLICY))

    assert (span.line, span.end_line, span.end_column) == (2, 4, 8)


def test_the_end_of_the_text_is_a_place() -> None:
    """A span at the very end lies on the last line."""
    span = Span(Source("meeting.consent", POLICY), len(POLICY), len(POLICY))

    assert (span.line, span.column, span.text) == (4, 17, "")


@pytest.mark.parametrize(("text", "expected"), [("", (1, 1)), ("party A\n", (2, 1))])
def test_a_last_line_without_words_is_a_line(text: str, expected: tuple[int, int]) -> None:
    """After the last line break a new line begins, even if nothing stands on it."""
    assert Source("meeting.consent", text).position(len(text)) == expected


def test_spans_of_the_same_place_are_equal() -> None:
    """Two spans are compared by the name of their source and their offsets, and can be keys."""
    one, same = Source("meeting.consent", POLICY), Source("meeting.consent", POLICY)

    assert span_of("Vendor", one) == span_of("Vendor", same)
    assert len({span_of("Vendor", one), span_of("Vendor", same)}) == 1
    assert span_of("Vendor", one) != span_of("training", one)
    assert span_of("Vendor", one) != span_of("Vendor", Source("other.consent", POLICY))
    assert span_of("Vendor", one) != "Vendor"


def test_a_span_reaches_to_another() -> None:
    """From one word to a later one, everything between them is in the span."""
    source = Source("meeting.consent", POLICY)

    assert span_of("party", source).to(span_of("Vendor", source)).text == "party Vendor"


def test_a_span_shows_itself() -> None:
    """Whoever looks for a bug sees where a span points and at what."""
    assert repr(span_of("Vendor", Source("meeting.consent", POLICY))) == "<meeting.consent:2:7 'Vendor'>"
