"""The drawn scene: a state of the world as half-block cells, moving pictures of a plan, and the widget that shows them.

Nothing here imports numpy: the scene is painted before the first heavy import has begun.
"""

from tui.scene.animation import Animation
from tui.scene.camera import Camera
from tui.scene.describe import describe
from tui.scene.hand import Moment, still
from tui.scene.painter import Look, Painter
from tui.scene.raster import Frame
from tui.scene.view import SceneView

__all__ = ["Animation", "Camera", "Frame", "Look", "Moment", "Painter", "SceneView", "describe", "still"]
