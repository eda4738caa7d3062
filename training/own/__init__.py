"""Examples of one's own: read from files, taken apart so that a few become many, and mixed with generated ones.

examples        JSON lines with `say` and `acts`, checked; the source that a run draws from
alignment       which words of a sentence say what, found by letting nano read it back     together: all sentences
variation       new sentences from that                                                   corrections: from chat
robot_commands  the Robot Commands Treebank as examples                                   halves: a file in two
"""
