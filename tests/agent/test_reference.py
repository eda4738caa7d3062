"""The reference page in docs/ says what the models say."""

from agent.language.reference import PAGE, page


def test_the_page_is_what_make_docs_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
