"""What a served model is told: the action language in words, with examples, before each utterance.

A model that was never trained on the action language learns it from this alone; the server's structured output sees to
its spelling. The text is the same each time, so that a server with a prefix cache reads it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import agent.language
from agent.lm.prompt import MAX_REPLY, MAX_UTTERANCE, Exchange, clean

EXAMPLES = (
    (
        "grab the tiny yellow pyramid",
        '{"acts":[{"act":"pick_up","what":{"kind":"pyramid","det":"the","size":"small","color":"yellow"}}]}',
    ),
    (
        "now set it behind the crate, please",
        '{"acts":[{"act":"put","what":{"ref":"it"},"rel":"behind","where":{"kind":"box","det":"the"}}]}',
    ),
    ("let it fall, would you", '{"acts":[{"act":"put_down","what":{"ref":"it"}}]}'),
    (
        "pile up three cubes and undo that again",
        '{"acts":[{"act":"stack","what":{"kind":"cube","n":3}},{"act":"undo"}]}',
    ),
    (
        "push whatever is on the white brick two squares left",
        '{"acts":[{"act":"move","what":{"kind":"thing","det":"any","that":[{"rel":"on","of":{"kind":"block",'
        '"det":"the","color":"white"}}]},"dir":"left","steps":2}]}',
    ),
    (
        "which cubes are shorter than the purple one?",
        '{"acts":[{"act":"which","what":{"kind":"cube","that":[{"rel":"shorter","of":{"kind":"one",'
        '"det":"the","color":"purple"}}]}}]}',
    ),
    (
        "how many toys are lying in the bin?",
        '{"acts":[{"act":"count","what":{"kind":"thing","that":[{"rel":"in","of":{"kind":"box","det":"the"}}]}}]}',
    ),
    (
        "does the tallest pyramid stand on something yellow?",
        '{"acts":[{"act":"is","what":{"kind":"pyramid","det":"the","sup":"tallest"},"that":[{"rel":"on",'
        '"of":{"kind":"thing","det":"some","color":"yellow"}}]}]}',
    ),
    (
        "what colour is the cone over there?",
        '{"acts":[{"act":"attr","attr":"color","what":{"kind":"pyramid","det":"the"}}]}',
    ),
    (
        "could you lift a table?",
        '{"acts":[{"act":"can","who":{"ref":"you"},"verb":"pick_up","what":{"kind":"table","det":"a"}}]}',
    ),
    (
        "did you touch a cube before you cleared the box?",
        '{"acts":[{"act":"did","event":{"verb":"touch","what":{"kind":"cube","det":"a"},'
        '"time":{"rel":"before","event":{"verb":"clear","what":{"kind":"box","det":"the"}}}}}]}',
    ),
    (
        "all the orange things belong to me",
        '{"acts":[{"act":"own","what":{"kind":"thing","det":"all","color":"orange"}}]}',
    ),
    (
        "call the smallest cube dot",
        '{"acts":[{"act":"name","what":{"kind":"cube","det":"the","sup":"smallest"},"name":"dot"}]}',
    ),
    ("the purple one", '{"acts":[{"act":"fragment","what":{"kind":"one","det":"the","color":"purple"}}]}'),
    ("good evening", '{"acts":[{"act":"talk","about":"hello"}]}'),
    ("what is the capital of Peru?", '{"acts":[{"act":"talk","about":"off_topic"}]}'),
)
"""What might be said, and the acts it means."""

TASK = """\
You read what a person says to a robot hand that moves toy blocks on a table, and write what it means as one JSON object
in the action language below. Write down what was said, not which object is meant and not whether it can be done: leave
"it" and "the one on the left" as they are. Leave out every field of which nothing was said. Whatever is not about this
world is the act talk, about off_topic. Answer with the JSON object alone, in compact form."""


@cache
def system_prompt() -> str:
    """The task, the conventions of the action language, and the examples."""
    examples = "\n\n".join(f"{said}\n{meant}" for said, meant in EXAMPLES)
    return f"{TASK}\n\n{(agent.language.__doc__ or '').strip()}\n\nExamples:\n\n{examples}"


def messages(history: Sequence[Exchange], utterance: str) -> list[dict[str, str]]:
    """The request for one utterance: like nano, it is shown the last exchange."""
    before = ""
    if history:
        last = history[-1]
        before = f"Before that, the person said: {clean(last.user)}\nThe robot: {clean(last.reply, MAX_REPLY)}\n\n"
    said = clean(utterance, MAX_UTTERANCE)
    return [
        {"role": "system", "content": system_prompt()},
        {"role": "user", "content": f"{before}What the person says:\n{said}"},
    ]
