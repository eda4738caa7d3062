"""Guesses of how an answer goes on, to be checked by the model several at a time ("speculative decoding").

Reading four tokens costs a small model little more than reading one, so a guess that is right half of the time pays
(Leviathan et al. 2023, arXiv:2211.17192; drafts out of earlier text as in Saxena's prompt lookup decoding, 2023). What
is written stays what the model would have written token by token: a guess only decides what is read ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

ORDER = 3
"""Tokens of the answer so far that a guess goes by, at most."""
CONTEXTS = 50_000
"""What a drafter remembers, at most: some 2,000 different answers' worth."""
EXAMPLES = (
    '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"a","size":"large","color":"red"}}]}',
    '{"acts":[{"act":"pick_up","what":{"kind":"pyramid","det":"the"}}]}',
    '{"acts":[{"act":"put","what":{"kind":"pyramid","det":"the","color":"green"},"rel":"on","where":{"kind":"block",'
    '"det":"the","color":"red"}}]}',
    '{"acts":[{"act":"put","what":{"ref":"it"},"rel":"in","where":{"kind":"box","det":"the"}}]}',
    '{"acts":[{"act":"which","what":{"kind":"thing","that":[{"rel":"in","of":{"kind":"box","det":"the"}}]}}]}',
    '{"acts":[{"act":"which","what":{"kind":"block","that":[{"rel":"on","of":{"kind":"cube","det":"the",'
    '"size":"small","color":"green"}}]}}]}',
    '{"acts":[{"act":"count","what":{"kind":"block","that":[{"rel":"taller","of":{"kind":"pyramid","det":"the",'
    '"color":"blue"}}]}}]}',
    '{"acts":[{"act":"is","what":{"kind":"block","det":"the","color":"blue"},"that":[{"rel":"left_of",'
    '"of":{"kind":"pyramid","det":"the"}}]}]}',
    '{"acts":[{"act":"exists","what":{"kind":"cube","det":"a","that":[{"rel":"behind","of":{"kind":"one","det":"the",'
    '"sup":"tallest"}}]}}]}',
    '{"acts":[{"act":"where","what":{"kind":"pyramid","det":"the","color":"red"}}]}',
    '{"acts":[{"act":"pick_up","what":{"kind":"one","det":"the","sup":"tallest"}}]}',
    '{"acts":[{"act":"why"}]}',
)
"""Answers to begin with, so that the first sentence of a conversation is read as fast as the rest."""


class Drafter:
    """Guesses answers by those that came before: what followed the last tokens, above all what the prompt says too.

    `text` gives the text of a token.
    """

    def __init__(self, text: Callable[[int], str]) -> None:
        self._text = text
        self._words: dict[int, str] = {}
        self._next: dict[tuple[int, ...], dict[int, int]] = defaultdict(dict)

    def learn(self, ids: Sequence[int]) -> None:
        """Takes in an answer, while there is room."""
        if len(self._next) >= CONTEXTS:
            return
        before = [-1, *ids]
        for end in range(1, len(before)):
            for begin in range(max(0, end - ORDER), end):
                followers = self._next[tuple(before[begin:end])]
                followers[before[end]] = followers.get(before[end], 0) + 1

    def guess(self, prompt: Sequence[int], ids: Sequence[int], count: int) -> list[int]:
        """At most `count` tokens that may follow `ids` in the answer to `prompt`."""
        said = {self._word(token): place for place, token in reversed(list(enumerate(prompt)))}
        before = [-1, *ids]
        for _ in range(count):
            token = self._follower(before, said)
            if token is None:
                break
            before.append(token)
        return before[len(ids) + 1 :]

    def _follower(self, before: list[int], said: dict[str, int]) -> int | None:
        """What mostly follows; of words in quotes, the first one said and not yet written."""
        for order in range(min(ORDER, len(before)), 0, -1):
            followers = self._next.get(tuple(before[-order:]))
            if followers:
                usual = max(followers, key=followers.__getitem__)
                if self._text(usual).startswith('"'):
                    known = [one for one in followers if one not in before and self._word(one) in said]
                    return min(known, key=lambda one: said[self._word(one)], default=usual)
                return usual
        return None

    def _word(self, token: int) -> str:
        word = self._words.get(token)
        if word is None:
            word = self._words[token] = self._text(token).strip(' "')
        return word
