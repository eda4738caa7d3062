"""The drawn scene: a state of the world as half-block cells, moving pictures of a plan, and the widgets that show them.

Pages use `WorldPane`. Nothing here imports numpy: the scene is painted before the first heavy import has begun.
"""

from tui.scene.animation import Animation
from tui.scene.camera import Camera
from tui.scene.describe import describe
from tui.scene.hand import Moment, still
from tui.scene.owners import HAND
from tui.scene.painter import Look, Painter
from tui.scene.pane import WorldPane
from tui.scene.raster import Frame
from tui.scene.spoken import spoken
from tui.scene.view import SceneView

__all__ = [
    "HAND",
    "Animation",
    "Camera",
    "Frame",
    "Look",
    "Moment",
    "Painter",
    "SceneView",
    "WorldPane",
    "describe",
    "spoken",
    "still",
]
