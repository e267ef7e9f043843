"""Pages on a terminal: from a code to its page as it is shown, and the list of all codes."""

from consentlang.diagnostics.cells import shown
from consentlang.diagnostics.codes import Severity, every_code
from consentlang.diagnostics.explain import explain
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import paint


def show_page(word: str, look: Look) -> str:
    """Write the page of the code that *word* means; in colour its Markdown is laid out by Rich."""
    text = explain(word).text
    if look.colour:
        return _laid_out(text, look)
    return "".join(f"{shown(line, ascii=look.ascii)}\n" for line in text.splitlines())


def list_codes(look: Look) -> str:
    """Write every code on a line of its own."""
    return paint(
        (
            [
                ("error" if code.severity is Severity.ERROR else "warning", code.number),
                ("strong", f"  {code.name:<24}"),
                ("plain", f"  {code.title}"),
            ]
            for code in every_code()
        ),
        look,
    )


def _laid_out(text: str, look: Look) -> str:
    from rich.console import Console  # noqa: PLC0415 - Rich is slow to load
    from rich.markdown import Markdown  # noqa: PLC0415 - Rich is slow to load

    console = Console(force_terminal=True, width=look.width)
    with console.capture() as capture:
        console.print(Markdown(text))
    return capture.get()
