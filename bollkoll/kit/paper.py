"""Paper: a document as PDF bytes, from headings, paragraphs and tables.

PDF/A-2B (ISO 19005-2), so that it can be filed and read in fifty years: the font is embedded (Lato, SIL OFL 1.1, brought
by a package), the language and the title are said, and nothing is fetched from anywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import fontpkg_lato
from fpdf import FPDF, XPos, YPos

FONT = "Lato"
STANDARD = "PDF/A-2B"
INK, GREY = (20, 24, 28), (96, 104, 112)
FOLDER = fontpkg_lato.ROOT / "files"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with their values, one below the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class SignHere:
    """Lines to write on, each with what is to be written."""

    labels: Sequence[str]


Block = Heading | Paragraph | Facts | Table | SignHere


REPLACED = str.maketrans({"→": "–", "←": "–", "⇒": "–", "✓": "v", "\u00a0": " ", "\t": "    "})
"""What the font does not have and people write; any other letter that it lacks is drawn as an empty box, as everywhere."""


class _Page(FPDF):
    foot = ""

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font(FONT, size=8)
        self.set_text_color(*GREY)
        self.cell(0, 5, f"{self.foot}   {self.page_no()}/{{nb}}".strip(), align="C")


def pdf(
    title: str, blocks: Iterable[Block], *, language: str = "sv", foot: str = "", at: datetime | None = None
) -> bytes:
    """The document. ``at``: its date."""
    page = _Page(format="A4", enforce_compliance=STANDARD)
    page.set_creation_date(at or datetime.now(UTC))
    page.add_font(FONT, style="", fname=FOLDER / "Lato-Regular.ttf")
    page.add_font(FONT, style="B", fname=FOLDER / "Lato-Bold.ttf")
    page.set_margins(24, 22)
    page.set_auto_page_break(True, margin=24)
    page.alias_nb_pages()
    page.set_title(title)
    page.set_lang(language)
    page.foot = foot
    page.add_page()
    _text(page, title, size=18, style="B", after=4)
    for block in blocks:
        _draw(page, block)
    return bytes(page.output())


def _draw(page: FPDF, block: Block) -> None:
    if isinstance(block, Heading):
        page.ln(3)
        _text(page, block.text, size=12, style="B", after=1)
    elif isinstance(block, Paragraph):
        _text(page, block.text, colour=GREY if block.is_quiet else INK, size=8 if block.is_quiet else 10.5, after=2.5)
    elif isinstance(block, Facts):
        for name, value in block.rows:
            _text(page, name, size=8.5, colour=GREY, after=0)
            _text(page, value or "–", after=1.5)
    elif isinstance(block, Table):
        _table(page, block)
    else:
        for label in block.labels:
            page.ln(11)
            page.set_draw_color(*GREY)
            page.line(page.l_margin, page.get_y(), page.l_margin + 100, page.get_y())
            _text(page, label, size=8.5, colour=GREY, after=1)


def _text(
    page: FPDF, text: str, *, size: float = 10.5, style: Any = "", colour: tuple[int, int, int] = INK, after: float = 2
) -> None:
    page.set_font(FONT, style=style, size=size)
    page.set_text_color(*colour)
    page.multi_cell(0, size * 0.48, text.translate(REPLACED), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if after:
        page.ln(after)


def _table(page: FPDF, block: Table) -> None:
    page.set_font(FONT, size=9)
    page.set_text_color(*INK)
    with page.table(line_height=5, text_align="LEFT", borders_layout="HORIZONTAL_LINES") as table:
        for cells in (block.heads, *block.rows):
            row = table.row()
            for cell in cells:
                row.cell(str(cell).translate(REPLACED))
    page.ln(2)
