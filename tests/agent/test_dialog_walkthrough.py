"""The page that follows one sentence through the program says what the program does."""

from agent.walkthrough import PAGE, page


def test_the_page_is_what_the_walkthrough_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_follows_the_sentence_to_the_end() -> None:
    text = page()
    assert "<|user|> find a block which is taller than the one you are holding" in text
    assert "Put(B10, In(BOX))" in text
    assert "To put the blue block in the box." in text
