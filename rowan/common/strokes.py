"""The lines of a drawn signature, as text: [[[x, y], [x, y]], ...] in whole numbers."""

import json

WIDTH, HEIGHT = 600, 200
MOST_POINTS, LEAST_POINTS = 6000, 5

Line = list[tuple[int, int]]


def strokes_of(drawing: str) -> list[Line] | None:
    """The lines of a drawing; None for anything else, and for what is too little to be a signature."""
    try:
        strokes = [[(int(x), int(y)) for x, y in line] for line in json.loads(drawing)]
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None
    points = [point for line in strokes for point in line]
    if not LEAST_POINTS <= len(points) <= MOST_POINTS:
        return None
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        return None
    return strokes


def path_of(drawing: str) -> str:
    """The drawing as the path of a picture; nothing for what is none."""
    lines = strokes_of(drawing) or []
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in line) for line in lines if line)
