"""Where a line of English or Chinese may be broken."""

from __future__ import annotations

import re
from collections.abc import Callable

OPENING, CLOSING = "（《〈「『【〔“‘([", "，。、；：？！）》〉」』】〕”’％‰…—·,.;:?!)]%"
HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# What a line may not be broken within: brackets and stops cling to their word, a unit to its number.
ATOM = re.compile(
    rf"(?:[{re.escape(OPENING)}]|图(?=“))*"
    rf"(?:[^ {HAN}“‘”…—]+(?:(?<=\d)(?:个百分点|[余多十百千万亿]*[年月日元个件起人次家倍对条项颗座级种]?))?|[^ ])"
    rf"[{re.escape(CLOSING)}]* *"
)
STOPS = "，。；、？！"  # where a Chinese line is broken: inside a clause, a word may be torn
PIECE = re.compile(rf"[^ {STOPS}]*[{STOPS}]+[{re.escape(CLOSING)}]* *|[^ {STOPS}]+ *")


def wrap(text: str, fits: Callable[[str], bool]) -> str:
    """text, does a line fit? => the text in lines that do, broken between English words or Chinese clauses.

    >>> print(wrap("电信诈骗立案1.71万起，下降31.26%。", lambda line: len(line) <= 9))
    电信诈骗立案
    1.71万起，
    下降31.26%。
    >>> print(wrap("fell by a third (see below)", lambda line: len(line) <= 10))
    fell by a
    third (see
    below)
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in PIECE.findall(paragraph.strip()):
            for atom in [piece] if fits(piece.rstrip()) else ATOM.findall(piece):
                if line and not fits((line + atom).rstrip()):
                    lines.append(line.rstrip())
                    line = ""
                line += atom
                while not fits(line.rstrip()) and len(line.rstrip()) > 1:  # one word wider than the line: cut it
                    cut = next((n for n in range(len(line) - 1, 1, -1) if fits(line[:n])), 1)
                    lines.append(line[:cut])
                    line = line[cut:]
        lines.append(line.rstrip())
    return "\n".join(lines)
