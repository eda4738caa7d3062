"""Talk that asks nothing of the world: greetings, thanks, yes and no, help; and what cannot be read."""

from __future__ import annotations

from training.generate.chance import Chance, forms, words

TOPICS: dict[str, tuple[str, ...]] = {
    "hello": forms(
        "hello*4|hi*4|hey*3|hello there|hi there|good morning|good evening|good afternoon|greetings|hey there|"
        "howdy|hello robot|hi robot|good day|yo|hiya|hallo|hello again|hi again|nice to meet you|welcome|morning|"
        "evening|sup|hello my friend|hey you|ahoy|helo|hello computer|hi computer|hello shrdlu|hey robot|"
        "well hello|hello etaoin|oh hi|"
        "hey hey|hello hello|good to see you|hi etaoin|hello little robot|hi buddy|heya|hey man|hey dude|"
        "hiya robot|good morning robot|hi, i'm new here|hello world|hello friend|top of the morning|"
        "hello, is anyone there|anybody there|hello anyone|are you there|you there|good morning to you|"
        "hi everyone|hey machine|g'day|aloha|salut|hola|servus|moin|bonjour|guten tag|ello|hullo|heyo|"
        "hi ya|pleased to meet you|how do|wassup|wazzup|hey what's up robot"
    ),
    "bye": forms(
        "bye*4|goodbye*4|good bye*2|bye bye*2|see you*2|see you later*2|good night|farewell|so long|cya|see ya|"
        "later|i have to go|i'm leaving now|i am done|that's all for today|until next time|see you tomorrow|"
        "take care|have a nice day|ok bye|quit|exit|thanks and bye|that will be all|gotta go|have a good one|"
        "talk to you later|ciao|bye for now|i'm off|"
        "bye robot|goodbye robot|see you soon|see you around|catch you later|until tomorrow|i'm done|"
        "i'm done for today|i am leaving|i must go|have to go now|got to go|time to go|"
        "that's it for today|we're done here|adios|au revoir|tschuss|ttyl|laters|farewell robot|"
        "good night robot|sleep well|nighty night|i'm out|peace out|enough for today|"
        "let's stop here for today|so long and thanks|bye and thank you|logout|log off|exit please|"
        "close the program|see you next time|have a good day|have a good evening|thank you, goodbye"
    ),
    "thanks": forms(
        "thanks*4|thank you very much*2|thanks a lot*2|many thanks|thx*2|ty|thank you so much|cheers|"
        "thanks robot|great, thanks|ok thanks|ok thank you|thanks for that|thank you robot|much appreciated|"
        "i appreciate it|thanks for your help|thank you for your help|perfect, thanks|very kind of you|"
        "i thank you|thank u|tnx|thanks a million|thanks buddy|thank you kindly|nice, thank you|"
        "that's kind, thanks|oh thanks|yes thanks|"
        "thanks so much|thank you, robot|thanks a bunch|thank you for that|thanks again|thank you again|"
        "thanks very much|cheers mate|ta|ta very much|thanks man|thanks dude|thanks mate|thanks etaoin|"
        "ok thx|thank you, that's all|thanks, that was great|great, thank you|good, thanks|"
        "awesome, thanks|cool thanks|cool, thank you|thanks, well done|merci|danke|gracias|grazie|"
        "arigato|big thanks|you have my thanks|i'm grateful|i am very grateful|"
        "that was very helpful, thanks|that helps, thanks|wonderful, thank you|thank you my friend|"
        "thanks for doing that|thanks for the answer|thanks for explaining|kind of you|how kind|"
        "appreciate it|appreciated"
    ),
    "praise": forms(
        "well done*3|good job*3|great*3|very good*2|excellent*2|nice*2|perfect*2|good*2|wonderful|awesome|"
        "good work|nice work|great job|bravo|cool|fantastic|amazing|you are good|you're great|that's great|"
        "that was great|brilliant|impressive|wow|very nice|good robot|clever robot|you are clever|you're smart|"
        "that's right|nice one|super|that is well done|exactly what i wanted|you did well|neat|sweet|lovely|"
        "that's it|i like that|i'm impressed|beautiful|that is cool|well played|good boy|terrific|i love it|"
        "marvelous|"
        "good answer|nice answer|great answer|good one|splendid|superb|marvellous|magnificent|"
        "outstanding|incredible|unbelievable|that's amazing|that's perfect|that's excellent|that's good|"
        "that's nice|looks good|looks great|looking good|that looks good|it looks good|"
        "you're good at this|you are the best|you're the best|you're amazing|you are awesome|you rock|"
        "clever|clever you|smart|smart robot|what a clever robot|you're a genius|way to go|good going|"
        "nicely done|very well|very well done|well done robot|good job robot|great stuff|good stuff|"
        "hooray|hurray|yay|woohoo|whoa|nice move|well put|that's the way|like it|love it|"
        "i'm happy with that|i'm pleased|just what i wanted|that's what i wanted|spot on|fabulous|"
        "fine work|excellent work|top|ace|sick|dope|not bad|not bad at all|you did it|success|it works|"
        "it worked|that worked|good girl|kudos|props|chapeau|perfection|10/10"
    ),
    "sorry": forms(
        "sorry*4|i'm sorry*3|i am sorry*2|my mistake*2|my bad*2|oops*2|i apologize|my apologies|pardon me|"
        "excuse me|sorry about that|oops sorry|forgive me|sorry for that|whoops|that was my fault|"
        "i made a mistake|sorry, my mistake|i didn't mean that|oh sorry|apologies|sry|sorry robot|"
        "i'm so sorry|so sorry|very sorry|i beg your pardon|my fault|that was my mistake|that's my fault|"
        "oh sorry about that|i'm sorry about that|i'm terribly sorry|ups|oopsie|woops|sorry my fault|"
        "i was wrong|i got that wrong|sorry, i was wrong|i typed that wrong|typo, sorry|sorry, typo|"
        "i misspoke|i misspelled that|please forgive me|didn't mean to|i did not mean that|"
        "i'm sorry robot|mea culpa|apologies for that|sorry for the confusion|sorry to confuse you|"
        "i confused that|excuse my mistake|beg pardon|soz"
    ),
    "yes": forms(
        "yes*5|yeah*3|yep*2|yes please*2|sure*2|of course|ok*3|okay*2|y|right|yup|certainly|definitely|"
        "that's the one|go ahead|please do|do it|yes, do it|affirmative|absolutely|indeed|exactly|"
        "alright|sure thing|aye|yes i do|yes i am|yes, go on|correct, yes|by all means|k|yes it is|fine|agreed|"
        "i do|true|uh huh|mhm|yea|oui|yes of course|why not, go ahead|"
        "correct*3|that is correct|yes correct|yes, that's right|yes exactly|yeah that one|"
        "yes sir|yessir|yes ma'am|yes indeed|yes i mean that|yes, that's what i meant|that's what i mean|"
        "that's what i meant|yeah sure|sure, go ahead|sure, why not|sure do|ok go ahead|ok do it|"
        "ok do that|okay go|yes do that|yes do|yes it does|yes they are|yes there is|yes you can|"
        "yes you may|yes go|yes go for it|go for it|you bet|of course yes|for sure|surely|naturally|"
        "i think so|i believe so|i guess so|i guess|i suppose so|probably yes|yes probably|possibly|"
        "yea sure|yeah ok|yah|ya|yess|yesss|ye|ok yes|ok then|okey|okie|okay then|all right then|"
        "very well then|right you are|roger|roger that|copy that|10-4|si|ja|positive|indeed it is|it is|"
        "it does|they are|that's true|so it is|by all means do|please go ahead|make it so|sounds good|"
        "that's fine|that's ok|fine with me|fine by me|ok with me|works for me|agreed, yes|amen|aye aye|uhuh|mm-hmm"
    ),
    "no": forms(
        "no*5|nope*3|nah*2|no way|not really|no thanks|no thank you|n|negative|of course not|certainly not|"
        "definitely not|not at all|i don't think so|no, don't|don't|please don't|don't do that|no i don't|"
        "no, that's wrong|that's wrong|wrong|no, not that|not that one|no no|never|absolutely not|nay|"
        "no it isn't|no, stop|false|no please|rather not|not now|"
        "no sir|no ma'am|no it's not|no they aren't|no they are not|no there isn't|no you can't|"
        "no you may not|no not really|no that's not it|no that's not what i meant|"
        "that's not what i meant|that's not it|that's not right|that is not right|that's incorrect|"
        "incorrect|that is wrong|you're wrong|you are wrong|not right|not correct|not true|"
        "that's not true|that isn't true|no i did not|no i didn't|no i'm not|i didn't say that|"
        "not exactly|not quite|nope, not that|no not those|noo|nooo|nah not now|nay nay|nein|non|niet|"
        "nyet|i'd rather not|better not|no chance|no thank you very much|by no means|"
        "under no circumstances|i disagree|don't do it|do not|do not do that|please do not|"
        "no, leave that|no need|no need to|hell no|nuh uh|i said no|no is no|it isn't|it is not|"
        "it doesn't|they're not|they aren't"
    ),
    "never_mind": forms(
        "never mind*4|nevermind*3|forget it*3|forget about it*2|cancel*3|stop*3|cancel that*2|"
        "drop it, never mind|don't bother|it doesn't matter*2|leave it|skip it|skip that|not important|"
        "ignore that*2|ignore it|abort|stop that|stop it|let it be|scratch that|doesn't matter|no matter|"
        "that's not important|no, forget it|oh forget it|disregard that|cancel the command|wait, stop|halt|nvm|"
        "quit that|leave it as it is|ok never mind|actually never mind|stop doing that|let's forget that|"
        "never mind that|"
        "never mind then|nevermind then|nm|nvmd|oh never mind|ah never mind|no never mind|just forget it|"
        "please forget it|forget that|forget what i said|forget i said that|forget i asked|"
        "forget i said anything|let's leave it|leave it be|leave that|leave them|"
        "drop the matter|skip|pass|i changed my mind|changed my mind|i've changed my mind|"
        "on second thought, no|on second thought never mind|it's not important|it is not important|"
        "not necessary|it's not necessary|that's not necessary|no longer necessary|don't worry|"
        "don't worry about it|no worries|ignore what i said|ignore my last message|ignore that last one|"
        "disregard|disregard my last message|cancel it|cancel everything|cancel this|please cancel|"
        "please stop|stop now|stop please|stop everything|stop what you're doing|hold on, stop|enough|"
        "that's enough|abort mission|abort that|abort it|break off|wait no|wait, no, stop|freeze|"
        "whatever|whatever, never mind|oh whatever|makes no difference|no big deal|"
        "doesn't matter anymore|it does not matter|ok forget it|alright forget it|we can skip that|"
        "let's skip it|scrap that|strike that|scratch it|that was nothing"
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
        "what do you want me to do|tutorial|what commands are there|"
        "help!|i don't understand what i can do|what are you good for|what do you do|"
        "what is this place|what is this about|what's this about|what is going on here|"
        "what can i do with you|what can i do with this|what can we do|what can we do here|"
        "how do i start|how do i begin|where do i start|how do i play|how do i play this|what's the goal|"
        "what is the goal|what is the point of this|what are you for|what is your purpose|"
        "what's your purpose|what are your functions|what are your abilities|what are your skills|"
        "what skills do you have|what features do you have|what do you know how to do|"
        "what could i ask you|what could i say|what kinds of questions can i ask|"
        "what questions can i ask|which questions can you answer|what sort of commands do you know|"
        "which commands are there|what commands do you know|what commands can i use|"
        "what can i tell you to do|what can i make you do|list all commands|list commands|show commands|"
        "commands|options|menu|show me the menu|show me what you can do|show me how this works|"
        "show me an example|any examples|example please|an example please|some examples please|"
        "do you have a manual|is there a manual|is there any help|is there a help page|i need some help|"
        "i need assistance|assist me|can somebody help me|help me out|please help me out|"
        "i could use some help|give me help|get help|teach me how this works|how does this thing work|"
        "how does it work here|how should i talk to you|how am i supposed to talk to you|"
        "how do i talk to you|how can i give you commands|how do i give commands|how do i control you|"
        "how do i tell you what to do|what words do you understand|what language do you understand|"
        "what do i type|what should i type|what shall i do|what should i do|what should i do now|"
        "what now|what next|now what|i have no idea what to do|no idea what to do|"
        "i'm new here, what can i do|guide me|give me instructions|introduction|info|faq|"
        "-h|--help|/help"
    ),
    "who": forms(
        "who are you*4|what are you*2|what is your name*4|what's your name*3|are you a robot*2|are you human|"
        "are you a human|are you a computer*2|are you an ai|are you a person|who made you*2|who built you|"
        "who created you|tell me about yourself*2|do you have a name|are you real|are you alive|"
        "what kind of robot are you|are you shrdlu|are you chatgpt|what should i call you|who am i talking to|"
        "introduce yourself|are you a machine|how old are you|where are you from|who programmed you|"
        "what model are you|are you a bot|are you intelligent|can you think|whats ur name|who r u|"
        "say something about yourself|where do you come from|do you have feelings|are you conscious|"
        "who is your creator|are you a language model|who wrote you|"
        "who is this|who's this|who is there talking|who's there|who am i speaking to|"
        "whom am i talking to|what's your full name|what are you called|what do they call you|"
        "how are you called|how do i call you|what shall i call you|may i know your name|"
        "can you tell me your name|tell me your name|your name|your name please|"
        "do you have a name or not|what does your name mean|why are you called etaoin|"
        "what does etaoin mean|who is etaoin|are you etaoin|who is shrdlu|"
        "do you know shrdlu|are you related to shrdlu|who is terry winograd|are you a real robot|"
        "are you a real person|are you a man or a woman|are you male or female|are you a boy or a girl|"
        "are you some kind of ai|are you an artificial intelligence|are you a neural network|"
        "are you an llm|are you gpt|are you gpt-4|are you claude|are you siri|are you alexa|"
        "are you smart|are you clever|are you stupid|how smart are you|how intelligent are you|"
        "how do you think|do you think|do you have a brain|do you have a body|do you have parents|"
        "when were you born|when were you made|when is your birthday|where were you born|"
        "where do you live, robot|who owns you|who is your boss|who is your master|who is behind you|"
        "who trained you|how were you made|how were you trained|how were you built|what are you made of|"
        "what kind of thing are you|what sort of robot are you|what kind of ai are you|"
        "what type of model are you|which model are you|which version are you|what version are you|"
        "what is your version|tell me who you are|tell me what you are|tell me something about you|"
        "tell me more about yourself|describe yourself|can you introduce yourself|present yourself|"
        "explain yourself|so who are you|and who are you|who the hell are you|who exactly are you|"
        "what exactly are you|what on earth are you|do you understand me|can you understand me|"
        "do you understand english|can you learn|can you learn things|do you learn|"
        "do you remember me|do you know who i am|do you know me"
    ),
    "how_are_you": forms(
        "how are you*5|how are you doing*2|how do you do*2|how are you today*2|how's it going*2|are you ok*2|"
        "how is it going|how do you feel|what's up*2|how are things|are you fine|are you happy|are you well|"
        "how r u|how have you been|you ok|are you tired|are you bored|how is life|how are you feeling|"
        "everything ok|is everything all right|hows it going|whats up|are you having fun|how was your day|"
        "are you sad|are you alright|how's your day|hi how are you|hello, how are you|you good|"
        "how are you feeling today|how are you doing today|how're you|how're you doing|how ya doing|"
        "how you doing|how u doing|how are u|hru|how are you my friend|how are you robot|and how are you|"
        "so how are you|how is your day|how's your day going|how is your day going|how has your day been|"
        "how is it|how goes it|how's everything|how is everything|how's everything going|how's life|"
        "how's things|how are things going|how are things with you|hows life|what's new|what is new|"
        "what's new with you|what's going on with you|you alright|you all right|alright mate|"
        "are you all right|are you doing ok|are you doing well|are you feeling well|are you good|"
        "are you okay|are you in a good mood|are you cold|are you hungry|are you lonely|are you busy|"
        "are you ready|are you awake|are you excited|do you feel good|do you feel well|feeling good|"
        "how was your night|did you sleep well|having a good day|having fun|everything good|"
        "everything fine|everything all right with you|all good|all well|is everything fine|"
        "is everything ok with you|what's up with you|hey what's up|hi how are you doing|hey how are you|"
        "hello how are you today|good morning, how are you"
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
    ">:(",
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


_SALAD = words(
    "the the of of and than which that if is on to with a by for or not but as in at from what who are be was than "
    "the a an so then it them red green box block table left pyramid on under up down pick put very only seven "
    "colorless sleep ideas fish purple because tomorrow although banana is is of of which which"
)


def _salad(r: Chance) -> str:
    """Words in no order: every other one is a small word, and no two that go together stand together."""
    text = [r.pick(_SALAD) for _ in range(r.whole(4, 8))]
    small = ("of", "the", "than", "if", "which", "and", "is", "to", "by", "as")
    for i in range(0, len(text), 2):
        text[i] = r.pick(small)
    text.append(r.pick(small))
    return " ".join(text) + r.pick(("", "", ".", "?"))


def gibberish(r: Chance) -> str:
    """What cannot be read: keyboard mash, signs, scraps."""
    choice = r.whole(0, 12)
    if choice >= 10:
        return _salad(r)
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
