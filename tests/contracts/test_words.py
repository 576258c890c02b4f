"""Every word of the interface has its Chinese, and nothing is said that nobody uses."""

from pathlib import Path

from tools import words


def test_every_string_is_translated_once_and_used() -> None:
    assert words.gather().faults == []


def test_words_inside_a_template_literal_are_found(tmp_path: Path, monkeypatch) -> None:
    module = tmp_path / "static" / "js" / "one.js"
    module.parent.mkdir(parents=True)
    module.write_text('html`<a title="${t("Say \\"it\\"")}">${tn("one photo", "{n} photos", n)}</a>`; t(`no`)')
    monkeypatch.setattr(words, "ROOT", tmp_path)
    found = words.Words()

    words._extract_from_module(found, module)

    assert found.in_browser == {("", 'Say "it"'), ("", "one photo")}
    assert found.used["", "one photo"].id == ("one photo", "{n} photos")
    assert found.faults == ["static/js/one.js:1: t() wants a plain string in double quotes"]
