"""Talk that asks nothing of the world, and phrases that nothing can be made of."""

from __future__ import annotations

from agent.dialog.working import Working
from agent.grounding.focus import OBJECT
from agent.grounding.problems import NoSuch
from agent.language.acts import Choose, Fragment, Say, Talk

HELP = (
    "You can give me orders (pick things up, put them on or in others, stack them, clear them off), ask me what is "
    "where, how many, which and why, tell me names and new words, and say undo."
)

REPLIES = {
    "hello": "Hello! What shall I do with the blocks?",
    "bye": "Goodbye!",
    "thanks": "You're welcome!",
    "praise": "Thank you!",
    "sorry": "No problem.",
    "yes": "All right, but I did not ask anything.",
    "no": "All right.",
    "never_mind": "All right, never mind.",
    "help": HELP,
    "who": "I am Etaoin. I move the blocks on this table, and answer questions about them.",
    "how_are_you": "I am fine, and so are the blocks.",
    "off_topic": "I only know about the blocks on this table. Ask me about those, or tell me to move one.",
    "unclear": 'I didn\'t understand that. Try something like "put a green block on the red one", or say help.',
}


def talk(working: Working, act: Talk | Choose | Fragment | Say) -> None:
    """Answer what is only talk. Raises Problem where a phrase fits nothing."""
    match act:
        case Talk(about=topic):
            working.lines.append(REPLIES[topic])
        case Say(text=text):
            working.lines.extend(line for line in text.split("\n") if line.strip())
        case Choose():
            working.lines.append("I did not offer that choice.")
        case Fragment(what=what):
            denoter = working.denoter()
            keys = denoter.meant(what)
            working.settle(denoter)
            if not keys:
                raise NoSuch(what)
            denoter.mention(what, keys, OBJECT)
            working.settle(denoter)
            working.lines.append("What about it?" if len(keys) == 1 else "What about them?")
