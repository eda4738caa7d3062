"""How long the dialog needs for a turn when no model has to read it: the classic dialogs from their gold actions.

    python -m bench.gold_dialog [--repeat 5]

Grounding, planning, memory and wording, everything but the language model. Target: 5 ms a turn in the mean, 50 ms at
worst. Each script is played so many times from the beginning; the figures are over all turns of all of them.
"""

from __future__ import annotations

import argparse
import statistics

from agent.script import load_script, same_reply
from agent.session import Session
from world.scene import load_scene

MEAN, WORST = 5.0, 50.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="times each dialog is played")
    args = parser.parse_args()
    for name in ("web42", "book44"):
        times, verbatim = play(name, args.repeat)
        mean, worst = statistics.fmean(times), max(times)
        turns = load_script(name).turns
        slowest = turns[times.index(worst) % len(turns)].say
        print(f"{name}: {verbatim} of {len(turns)} turns verbatim")
        print(f"  mean {mean:.2f} ms a turn (target {MEAN:g}): {'met' if mean < MEAN else 'MISSED'}")
        print(f"  worst {worst:.2f} ms (target {WORST:g}): {'met' if worst < WORST else 'MISSED'}; {slowest!r}")


def play(name: str, repeat: int) -> tuple[list[float], int]:
    """The times of the turns in milliseconds, one run after the other, and how many replies of a run were verbatim."""
    script = load_script(name)
    times: list[float] = []
    verbatim = 0
    for _ in range(repeat):
        session = Session(None, load_scene(script.scene))
        for turn in script.turns:
            if turn.action is None:
                raise SystemExit(f"{name}: {turn.say!r} has no gold action; add one to agent/scripts/{name}.yml")
            session.perform(turn.say, turn.action, turn.hints)
        times += [turn.ms for turn in session.turns]
        pairs = zip(session.turns, script.turns, strict=True)
        verbatim = sum(same_reply(turn.reply, wanted.reply) for turn, wanted in pairs)
    return times, verbatim


if __name__ == "__main__":
    main()
