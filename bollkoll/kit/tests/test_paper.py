"""Documents that can be filed."""

from datetime import UTC, datetime

from bollkoll.kit import paper

AT = datetime(2026, 5, 4, tzinfo=UTC)


def test_a_document_is_pdf_a_with_its_font_and_language():
    blocks = [
        paper.Heading("Vad som gjordes"), paper.Facts([("Namn", "Åsa Öberg → é"), ("Tomt", "")]), paper.Paragraph("x " * 900),
        paper.Table(["Vad", "Vem"], [["ett", "två"]]), paper.SignHere(["Ort och datum"]),
    ]  # fmt: skip
    content = paper.pdf("Förbindelse", blocks, at=AT, foot="Sida")
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in content
    assert b"/FontFile2" in content
    assert b"/Lang (sv)" in content
    assert len(content) < 80_000
