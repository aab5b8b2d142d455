"""Catalogues are compiled when a text is newer than they are."""

import os

from bollkoll.kit import languages


def test_a_catalogue_is_stale_until_it_is_compiled_and_again_when_a_text_is_written(tmp_path):
    folder = tmp_path / "sv"
    folder.mkdir()
    written = folder / "desk.po"
    written.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ball"\nmsgstr "Boll"\n')
    assert languages.are_stale(tmp_path)
    (compiled,) = languages.compile_all(tmp_path)
    assert not languages.are_stale(tmp_path)
    later = compiled.stat().st_mtime + 5
    os.utime(written, (later, later))
    assert languages.are_stale(tmp_path)


def test_where_there_is_nothing_to_compile_nothing_is_stale(tmp_path):
    (tmp_path / "sv" / "LC_MESSAGES").mkdir(parents=True)
    assert not languages.are_stale(tmp_path)
