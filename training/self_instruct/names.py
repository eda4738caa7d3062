"""Words for the author to give to things: nano's own inventions are noise, as it learned to copy any word at all."""

from __future__ import annotations

import random

from agent.language.acts import Act, Define, Name, Teach, Utterance
from training.generate.chance import words

NAMES = words(
    "bob alice charlie max lucy rex daisy oscar molly felix ruby rosie oliver henry sam ben emma jack leo mia rocky "
    "bruno bella goliath titan atlas hercules zeus apollo luna merlin gandalf frodo yoda einstein newton biscuit "
    "cookie pickle pumpkin peanut muffin pepper ginger cherry lemon everest lighthouse skyscraper giant monster "
    "dragon king queen prince boss buddy champ shorty lucky sunny"
)
NOUNS = words(
    "castle house hat wall bridge gate roof chair throne lamp tree flower snowman sandwich cake burger pancake "
    "treasure gem fort church temple monument statue rocket ship boat train tent hut shelf ladder stairs mushroom "
    "icecream lollipop candle giant dwarf twin couple family crowd guard pillar"
)
VERBS = words(
    "yeet park hide tidy dock stash bury toss zap ship launch shelve box stow dump crown rescue free exile banish "
    "jail feed plant land serve deliver recycle trash ground bench lock chuck boop yank ditch"
)
INVENTED = frozenset((*NAMES, *NOUNS, *VERBS))


def renamed(meaning: Utterance, r: random.Random) -> Utterance:
    """The same with an everyday word in place of each name and each word that is taught."""
    new = tuple(_renamed(act, r) for act in meaning.acts)
    return meaning if new == meaning.acts else meaning.model_copy(update={"acts": new})


def _renamed(act: Act, r: random.Random) -> Act:
    match act:
        case Name():
            return act.model_copy(update={"name": r.choice(NAMES)})
        case Define():
            return act.model_copy(update={"word": r.choice(NOUNS)})
        case Teach():
            return act.model_copy(update={"word": r.choice(VERBS)})
        case _:
            return act
