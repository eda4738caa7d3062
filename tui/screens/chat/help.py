"""The help of the chat page."""

HELP = """\
Tell the hand what to do with the toys, or ask about them, in plain English. The answer comes at once, then the hand
moves. The `▸` line under an answer is all that the language model wrote; the world did the rest. Click it (or press
`ctrl+o`) for the JSON, click `inside` for how it came about.

**Typing.** `enter` says it; `ctrl+j` (in newer terminals `shift+enter` and `alt+enter`, too) begins a new line, and
each line is said in its turn.
`↑` and `↓` recall what you typed, `ctrl+r` searches it. The row above the prompt shows what you could say: click, or
`tab` and `enter`. A click on a toy puts its name into the line. What you type while the model is busy waits; `escape`
gives up what waits and what is being read. With nothing typed, `ctrl+z` and `ctrl+y` take deeds back and do them again.

**Commands** begin with `/`; a list opens as you type: `/undo`, `/new tower`, `/replay opening`, `/wrong`, `/train` …

**Turns.** `ctrl+↑` goes to a turn; there `i` looks inside, `e` says it again in other words (the last turn is taken
back first; `ctrl+e` does so at once), `c` copies the answer, `w` puts it right. `ctrl+f` finds words, `n` `N` go on.
`page up` and `page down` scroll; the chat follows its end only while you are there (`ctrl+end`).

**Copying.** Mark text with the mouse, then `ctrl+c`.
"""
