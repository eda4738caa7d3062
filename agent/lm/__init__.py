"""Language models: prompts, the forward pass, decoding constrained to the action grammar, loading by name.

Importing this package imports neither numpy nor torch; a model brings what it needs when it is loaded.
"""

import os

# For numpy, which reads it when it is first imported. nano's matrices are so small that more threads only wait for each
# other (measured: 3.5 ms a prompt on one, 10 on two while the other core is busy), and the screen needs a core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
