"""Talk that asks nothing of the world: greetings, thanks, yes and no, help; and what cannot be read."""

from __future__ import annotations

from training.generate.chance import Chance, forms

TOPICS: dict[str, tuple[str, ...]] = {
    "hello": forms(
        "hello*4|hi*4|hey*3|hello there|hi there|good morning|good evening|good afternoon|greetings|hey there|"
        "howdy|hello robot|hi robot|good day|yo|hiya|hallo|hello again|hi again|nice to meet you|welcome|morning|"
        "evening|sup|hello my friend|hey you|ahoy|helo|hello computer|hi computer|hello shrdlu|hey robot|"
        "well hello|hello etaoin|oh hi"
    ),
    "bye": forms(
        "bye*4|goodbye*4|good bye*2|bye bye*2|see you*2|see you later*2|good night|farewell|so long|cya|see ya|"
        "later|i have to go|i'm leaving now|i am done|that's all for today|until next time|see you tomorrow|"
        "take care|have a nice day|ok bye|quit|exit|thanks and bye|that will be all|gotta go|have a good one|"
        "talk to you later|ciao|bye for now|i'm off"
    ),
    "thanks": forms(
        "thanks*4|thank you very much*2|thanks a lot*2|many thanks|thx*2|ty|thank you so much|cheers|"
        "thanks robot|great, thanks|ok thanks|ok thank you|thanks for that|thank you robot|much appreciated|"
        "i appreciate it|thanks for your help|thank you for your help|perfect, thanks|very kind of you|"
        "i thank you|thank u|tnx|thanks a million|thanks buddy|thank you kindly|nice, thank you|"
        "that's kind, thanks|oh thanks|yes thanks"
    ),
    "praise": forms(
        "well done*3|good job*3|great*3|very good*2|excellent*2|nice*2|perfect*2|good*2|wonderful|awesome|"
        "good work|nice work|great job|bravo|cool|fantastic|amazing|you are good|you're great|that's great|"
        "that was great|brilliant|impressive|wow|very nice|good robot|clever robot|you are clever|you're smart|"
        "that's right|correct|nice one|super|that's correct|exactly what i wanted|you did well|neat|sweet|lovely|"
        "that's it|i like that|i'm impressed|beautiful|that is cool|well played|good boy|terrific|i love it|"
        "marvelous"
    ),
    "sorry": forms(
        "sorry*4|i'm sorry*3|i am sorry*2|my mistake*2|my bad*2|oops*2|i apologize|my apologies|pardon me|"
        "excuse me|sorry about that|oops sorry|forgive me|sorry for that|whoops|that was my fault|"
        "i made a mistake|sorry, my mistake|i didn't mean that|oh sorry|apologies|sry|sorry robot"
    ),
    "yes": forms(
        "yes*5|yeah*3|yep*2|yes please*2|sure*2|of course|ok*3|okay*2|y|right|yup|certainly|definitely|"
        "that's the one|go ahead|please do|do it|yes, do it|affirmative|absolutely|indeed|exactly|"
        "alright|sure thing|aye|yes i do|yes i am|yes, go on|correct, yes|by all means|k|yes it is|fine|agreed|"
        "i do|true|uh huh|mhm|yea|oui|yes of course|why not, go ahead"
    ),
    "no": forms(
        "no*5|nope*3|nah*2|no way|not really|no thanks|no thank you|n|negative|of course not|certainly not|"
        "definitely not|not at all|i don't think so|no, don't|don't|please don't|don't do that|no i don't|"
        "no, that's wrong|that's wrong|wrong|no, not that|not that one|no no|never|absolutely not|nay|"
        "no it isn't|no, stop|false|no please|rather not|not now"
    ),
    "never_mind": forms(
        "never mind*4|nevermind*3|forget it*3|forget about it*2|cancel*3|stop*3|cancel that*2|"
        "drop it, never mind|don't bother|it doesn't matter*2|leave it|skip it|skip that|not important|"
        "ignore that*2|ignore it|abort|stop that|stop it|let it be|scratch that|doesn't matter|no matter|"
        "that's not important|no, forget it|oh forget it|disregard that|cancel the command|wait, stop|halt|nvm|"
        "quit that|leave it as it is|ok never mind|actually never mind|stop doing that|let's forget that|"
        "never mind that"
    ),
    "help": forms(
        "help*5|help me*3|what can you do*4|what can i say*3|what can i ask*2|i need help*2|how does this work*3|"
        "what should i say|what do i do|what do i do now|what can i do here*2|i don't know what to do*2|"
        "how do i use this|what are the commands|show me the commands|list the commands|"
        "which commands do you understand*2|what do you understand|instructions|can you help me*3|"
        "could you help me|please help|manual|how can i talk to you|what are you able to do|"
        "what is possible here|give me an example|give me some examples|what can i type|i'm stuck|usage|"
        "help please|what are my options|explain how this works|what kind of things can you do|"
        "tell me what you can do*2|show help|what is this program|give me a hint|how do you work|"
        "what are the rules|what am i supposed to do|teach me how to use this|can i get some help|i am lost|"
        "what do you want me to do|tutorial|what commands are there"
    ),
    "who": forms(
        "who are you*4|what are you*2|what is your name*4|what's your name*3|are you a robot*2|are you human|"
        "are you a human|are you a computer*2|are you an ai|are you a person|who made you*2|who built you|"
        "who created you|tell me about yourself*2|do you have a name|are you real|are you alive|"
        "what kind of robot are you|are you shrdlu|are you chatgpt|what should i call you|who am i talking to|"
        "introduce yourself|are you a machine|how old are you|where are you from|who programmed you|"
        "what model are you|are you a bot|are you intelligent|can you think|whats ur name|who r u|"
        "say something about yourself|where do you come from|do you have feelings|are you conscious|"
        "who is your creator|are you a language model|who wrote you"
    ),
    "how_are_you": forms(
        "how are you*5|how are you doing*2|how do you do*2|how are you today*2|how's it going*2|are you ok*2|"
        "how is it going|how do you feel|what's up*2|how are things|are you fine|are you happy|are you well|"
        "how r u|how have you been|you ok|are you tired|are you bored|how is life|how are you feeling|"
        "everything ok|is everything all right|hows it going|whats up|are you having fun|how was your day|"
        "are you sad|are you alright|how's your day|hi how are you|hello, how are you|you good"
    ),
}
_AGAIN = forms("ok|oh|well|hm|ah|um|so|robot")


def say_topic(r: Chance, topic: str) -> str:
    """One of a topic's wordings, sometimes with a filler and a mark."""
    text = r.pick(TOPICS[topic])
    if r.maybe(0.06) and len(text) > 2:
        text = f"{r.pick(_AGAIN)}{r.pick((', ', ' '))}{text}"
    elif r.maybe(0.05) and topic not in ("help", "who") and len(text) > 2:
        text += r.pick((" robot", " my friend", " then", " buddy", " now"))
    question = topic in ("who", "how_are_you", "help") and text.startswith(
        ("who", "what", "how", "are", "can", "do", "where", "could", "is", "which")
    )
    return text + (
        r.pick(("?", "?", "?", ""))
        if question
        else r.pick(("", "", "", "!", ".", ".", "!!") if len(text) > 1 else ("",))
    )


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MASHED = forms(
    "asdf*2|asdfgh|asdfasdf|qwerty|qwertz|jkl|jklö|hjkl|dfgdfg|sdfsdf|aaaaaa|aaaa|zzzzz|xxx|lkjlkj|fghfgh|"
    "wwwww|ghghgh|yxcvb|dsfsdf|lalala|blah|blah blah|bla bla bla|hhhhh|ffff|mmmmm"
)
_SIGNS = (
    "...",
    "???",
    "!!!",
    "🙂",
    "😀",
    "👍",
    "🤖",
    "❤️",
    "😂😂😂",
    "🟥🟦",
    ".",
    ",",
    ";",
    "-",
    "--",
    "***",
    "#",
    "@",
    "%%%",
    "()",
    "{}",
    "[]",
    "\\",
    "/",
    "&&",
    "~",
    "^^",
    ":)",
    ":-)",
    ";)",
    "<3",
    "$$$",
    "?!",
    "!?!?",
    "??",
    "..",
    "_",
    "+",
    "=",
    "|",
    "'",
    '"',
)
_FOREIGN = ("öäü", "ñandú", "你好", "привет", "日本語", "مرحبا", "שלום", "ça va", "καλημέρα", "こんにちは", "안녕")
_SCRAPS = (
    "the",
    "a",
    "of the",
    "and the",
    "is",
    "on",
    "to the",
    "if",
    "is the",
    "the of",
    "and",
    "but",
    "with",
    "put put put",
    "of of of",
    "the the",
    "is is",
    "a the on",
    "on in under",
    "which that",
    "than",
    "by the",
    "for",
    "as",
    "an",
    "or",
    "so the",
    "and then",
    "what the",
    "than the than",
)


def gibberish(r: Chance) -> str:
    """What cannot be read: keyboard mash, signs, scraps."""
    choice = r.whole(0, 9)
    if choice < 4:
        words = []
        for _ in range(r.pick((1, 1, 1, 2, 3))):
            row = r.pick(_ROWS) if r.maybe(0.7) else "abcdefghijklmnopqrstuvwxyz"
            words.append("".join(r.pick(row) for _ in range(r.whole(4, 11))))
        text = " ".join(words)
        return text if not all(any(v in word for v in "aeiou") for word in words) else text + "kjh"
    if choice < 5:
        return "".join(r.pick("abcdefghijklmnopqrstuvwxyz0123456789!?;:#+") for _ in range(r.whole(6, 16)))
    if choice < 6:
        return r.pick(_MASHED)
    if choice < 8:
        return "".join(r.pick(_SIGNS) for _ in range(r.pick((1, 1, 1, 2, 3))))
    return r.pick(_FOREIGN) if choice == 8 else r.pick(_SCRAPS)
