"""The action language: what an utterance said, as data; the contract between any language model and the world.

One meaning has one spelling. Besides the schema itself (acts.py, descriptions.py), these conventions fix it:

Nouns. block (brick), cube (only where a cube is spoken of), pyramid (prism, cone, triangle, tetrahedron), box (bin,
crate, container), table (floor, ground, desk, surface, board), thing (object, item, toy), one (a noun left to the
context), stack (pile, tower, column), row, hand (gripper, arm), support ("X's support": `{"kind":"support","of":X}`).
Any other noun stands as it was said. A proper name is a noun alone. something = some thing, anything = any thing,
nothing = no thing, everything = every thing.

Determiners. a/an: a; bare plural: none; "the X": the; **"the Xs" (plural): all**; "all (of) the Xs": all; each, every:
every; both (of) the Xs: both; "two Xs": n=2 alone; "the two Xs": the, n=2; "one X" (numeral): n=1; "at least two":
at_least, n=2. After "which", "what" and "how many" nothing: they are in the act (`which`, `count`). "one/two/all/which
of them": kind one, with `of` them.

Adjectives. size: large (big, huge, great), small (little, tiny), tall (high), short (low), wide (broad, fat, thick),
narrow (thin, slim), medium. Superlatives: biggest (largest), smallest (littlest, tiniest), tallest, shortest, widest
(fattest), narrowest (thinnest), leftmost, rightmost, frontmost, backmost, highest, lowest (by position), nearest,
farthest; also a bare side or a comparative before a noun: "the left block" is leftmost, "the top one" highest, "the
taller stack" tallest. "the second tallest": ord and sup. "The one taller than all the others" is the tallest.
Adjectives outside the vocabulary stand in `mod`. As a predicate ("is it red?", "which are not big") they are
`{"rel":"is","of":{"kind":"thing","color":"red"}}`; "is it a cube?": of a cube. Colours: purple (violet), cyan
(turquoise, teal, aqua, light blue), gray (grey, silver), and so on for near synonyms; other dark, light or bright
shades are the colour itself. "all-red": color. "your hand", "that hand of yours": the hand.

Places. corner, edge (border, rim, margin, boundary), side ("the left", "the back", "the left half", "my side"),
center (middle), each with the side as said: left, right, front, back; far (top, upper, away); near (bottom, lower,
closer): "the top left corner" is far_left, "the back right corner" back_right. "of the table/board" leaves no trace;
"your left", "my left": `of` you, me.

Stacks made of something. "the white tower": color; "a stack of two cubes", "the pile of red bricks": `of` them; "the
red and green tower", "the red-green pillar", "the red and green block" (one block of two colours): stack of all
`{"kind":"thing","color":"red"}` ..., of a cube or block instead of a thing where that was said, in the order said.
"single" (lone, individual, solitary, isolated; "that stands alone", "by itself"): mod single. The only X: the X.

Relations. on (onto, upon, sitting/standing/resting on, "on top of" in a command), on_top_of ("on top of", in a
description or question), in (into, inside, within), under (below, beneath, underneath), above (over),
left_of/right_of ("to the left of"), in_front_of, behind (in back of), beside (next to, by, alongside, adjacent to),
near (close to), between (of = both), touching, nearest/farthest ("closest to X"; X can be a place: "closest to the
left" is nearest to the side left; you: "closest to you, to the robot"), at (with a region: "in the corner", "at the
left edge"), supports (holds up, carries), supported_by ("which X supports"; alone: "is it supported?"), contains ("a
stack which contains ..."), held ("you are holding", "in your hand"), clear ("with nothing on it"), empty, bigger
(larger), smaller, taller (higher), shorter, wider (fatter, thicker), narrower (thinner), as_big_as ..., same_color
..., is, part_of, owned_by (me: "mine", "that I own"; "I own X" as a question is owned_by me). A place said with a
noun ("the red block on the table", "the one behind it") is a clause like a relative clause. Adverbs and politeness
leave no trace.

Commands. pick_up (grasp, grab, take, lift, get, hold, raise), put with rel and where (place, set, move, drop, stack X
on Y, bring, ...), put_down (drop, release, let go, set down, with no place said; "take X off Y", "remove X from Y": X
with the clause on/in Y), put_back, move with a direction, stack (stack/pile up X; build/make a stack, tower or pile
of X), build (anything else that is made: "build a steeple", "build a tower"), clear (clear off, empty, take
everything off), swap, find (look for, locate, choose), touch (point at, show me), undo, redo, do (a verb outside this
list). Several verbs in one utterance are several acts, in order: "pick up X and put it on Y" is pick_up then put it;
but a bare move, shift or relocate with no place belongs to what follows: "move X and place it on Y" is one put of X.
In a put, over, above and "to the top of" are on; "X, put it on Y" and, with no verb, "all blocks on Y" are put X on
Y; "stack A and B with C on top" is stack of A, B and C; "from Y" is a clause of X (on, in, at: "move X from Y to Z",
"pick up X from the corner"). A put with a direction is a move: "place it 2 squares left". "bin X", "box X": put in
the box; "top Y with X", "cover Y with X": put X on Y. A place after an unknown verb is where it is done: "park X in
Y". What is taken back or denied leaves no trace: "the red, no, the blue one", "not the red one, the blue one" is the
blue one.

Questions. which ("what is in the box": things that are in it; "what is X on", "what supports X": things that supports
X; "what does X support": things that supported_by X; "what does the box contain": in the box; "what are you holding":
things held; "which is bigger, X or Y": kind one, sup, of any X, Y), count ("how many"), exists ("is there", "are
there", "do I own any"), is (yes/no about something: subject as said), where, attr (what colour; how big: size; how
tall: height; how wide: width; how deep, how long: depth; how far: distance; what shape; whose: owner; what is it
called: name; what is it: kind), can (in the active voice: who does it; you: `{"ref":"you"}`; plurals and "a" alike:
as said), did (have you, had you, did you), when, why, how. In events (after did, when, why, before, ...) the verb is
what was said: drop is to let fall, put_down is to set down or let go; how often ("twice") leaves no trace; "the last
thing you moved" is the thing with did move, time last. "Why did you do that", "how did you do it": verb do, alone; a
bare "why?": no event. Without a verb but with "?", a definite phrase and what is asked of it is `is` ("red block
behind the box?"), and any, some, a or a number with it `exists`. "Is there anything on X, and if so, what?": which.

Statements: claim (there is/are/were ..., X is on Y), own ("X is mine"), name ("call X y"), define ("a y is a ..."),
teach ("to y a thing is to ..."), forget, words. Talk: talk, choose (an alternative by number), fragment (a phrase
without a verb: "the red one", "and the green cube?"; `rel` for "on the table"). off_topic is for what is not about this
world; unclear is for what cannot be read at all.
"""
