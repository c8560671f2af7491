"""Which letters our fonts can print, and what stands in place of those they cannot.

A tagged PDF with a letter that no font has is refused by the typesetter, and an untagged one would show empty
boxes. So each such letter becomes a visible mark, and the paper says so in a sentence.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "node_modules"
FONT_FOLDERS = (
    FONTS / "@expo-google-fonts/inter/400Regular",
    FONTS / "@expo-google-fonts/inter/600SemiBold",
    FONTS / "dejavu-fonts-ttf/ttf",
)
MARK = "\N{REPLACEMENT CHARACTER}"

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK = "\N{ZERO WIDTH SPACE}"


def printable(text: str) -> str:
    """The text as the fonts can print it, with `MARK` for every letter they lack.

    Line ends become one kind. What has no shape of its own (direction overrides, soft hyphens, colour
    choices of an emoji) goes without a mark. Words too long for a line may break anywhere, so that nothing
    runs off the page.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    letters = "".join(map(_letter, text))
    # A joiner between letters joins them; beside a mark it would itself need a shape.
    letters = re.sub(f"(?<={MARK})[{_JOINERS}]+|[{_JOINERS}]+(?={MARK})", "", letters)
    return _LONG_WORD.sub(lambda word: _BREAK.join(re.findall(".{1,12}", word[0])), letters)


def basic(text: str) -> str:
    """The same with only letters of the first font and no combining marks: what certainly prints."""
    return "".join(
        letter if letter.isspace() or letter == MARK or ord(letter) in _first_font() else MARK
        for letter in printable(text)
        if letter not in _JOINERS + _BREAK and not unicodedata.category(letter).startswith("M")
    )


def _letter(letter: str) -> str:
    if letter == "\n" or letter in _JOINERS:
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cf" or "\ufe00" <= letter <= "\ufe0f":
        return ""
    if kind.startswith("C") or ord(letter) not in _all_fonts():
        return MARK
    return letter


@cache
def _first_font() -> frozenset[int]:
    regular, semibold = (
        FONTS / "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
        FONTS / "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
    )
    return _letters_in(regular) & _letters_in(semibold)


@cache
def _all_fonts() -> frozenset[int]:
    folder = FONTS / "dejavu-fonts-ttf/ttf"
    regular, bold = folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"
    return _first_font() | (_letters_in(regular) & _letters_in(bold))


def _letters_in(font: Path) -> frozenset[int]:
    """The code points in the font's character map (formats 4 and 12 of the OpenType `cmap` table)."""
    data = font.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = (struct.unpack_from(">4sIII", data, 12 + 16 * n) for n in range(count))
    cmap = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    letters: set[int] = set()
    for n in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">I", data, cmap + 4 + 8 * n + 4)[0]
        form = struct.unpack_from(">H", data, start)[0]
        if form == 4:
            pairs = struct.unpack_from(">H", data, start + 6)[0] // 2
            ends = struct.unpack_from(f">{pairs}H", data, start + 14)
            starts = struct.unpack_from(f">{pairs}H", data, start + 16 + 2 * pairs)
            for first, last in zip(starts, ends, strict=True):
                letters.update(range(first, last + 1))
        elif form == 12:
            for group in range(struct.unpack_from(">I", data, start + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", data, start + 16 + 12 * group)
                letters.update(range(first, last + 1))
    return frozenset(letters - {0xFFFF})
