"""Why an example was turned down, in a sentence for somebody who reads it for the first time."""

from __future__ import annotations

from tui.examples.row import NO_ACTION, NO_JSON, NO_SHAPE

_EXPLAINED = {
    "nothing written": "The author wrote no words.",
    "length or characters": "It is too long for a sentence, has odd characters, or doubles words or marks.",
    "misspelt or made up": "It has words that are slips or inventions of the model. Learned, they would come back.",
    "excluded": "It is a sentence, or a combination, that models are tested with. Whoever learns it can't be tested.",
    "no valid action": "No action could be made of what the author wrote.",
    "left out": "Something is in the sentence or in the action only: a colour, a shape, a size, or a number.",
    "not understood": "The reader, a model that never saw the action, was not sure what the sentence means.",
    "needs a history": "It can only be understood after an earlier turn, and there is none.",
    "unknown word": "It has a word that the agent was never taught.",
    "no such thing": "It speaks of something that is in none of the scenes that were tried.",
    "ambiguous": "It fits several things, so that the agent would have to ask back.",
    "impossible": "The world can't do it in any of the scenes that were tried.",
    "nothing to do": "It orders what is already so: nothing would move, and nothing could be checked.",
    "other refusals": "The agent refused it in every scene that was tried.",
    "round trip": "Read again by a model that never saw the action, the words come to something else.",
    "too similar": "It is nearly the same as a sentence that is already in the pool (ROUGE-L of 0.7 or more).",
    NO_JSON: "This line of the file is no JSON object. Mend or delete it.",
    NO_SHAPE: "This line is of no known shape: a sentence with acts, an instruction, a prompt, or messages.",
    NO_ACTION: "Its acts are not of the action language (docs/action-language.md).",
}
_DETAILS = {
    "misspelt or made up": "The words: {}",
    "left out": "Left out: {}",
    "round trip": "Its words, said again: “{}”",
    "too similar": "The likeness: {}",
}


def explained(reason: str, detail: str = "") -> str:
    """The sentence for a reason, with what was wrong with this one."""
    sentence = _EXPLAINED.get(reason, "It was turned down.")
    return f"{sentence} {_DETAILS.get(reason, '{}').replace('{}', detail)}" if detail else sentence
