"""Physical truth: bodies, geometry, plans and history. No language, no machine learning, no screen.

bodies       what there is: Body, and one immutable State of all of them
goals        what can be wanted of the hand, where things can be put, and why not
events       what happened: Event, and Plan as a sequence of states
scene        scene files: reading, checking, errors that say what to do; scenes/ has those that are shipped
random_scene scenes from a seed
board        scenes given as the cells of a board of squares
geometry     extents, overlap, support, containment; `check` lists what is physically wrong with a state
relations    "left of", "in", "near", ... and the measures: height, width, size, distance
areas        rectangles: what is free among obstacles
space        free places: where a body can stand on, in or beside something
planner      goals to moves, each knowing what it was done for
exchange     how two bodies change places
shuffle      the last resort on a full table: breadth first over single moves
moves        the hand's four moves, and how the steps of a search become a plan
conditions   what the planner asks of a state: is it so already, is there room
reasons      why a goal cannot be reached
history      all states and events since the beginning, and questions about them
blocksworld  the facade: a World that achieves goals and remembers
"""
