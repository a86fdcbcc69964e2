"""A file of unknown encoding => its text, a block at a time: UTF-8 or GB 18030, strictly, and nothing else."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from pingan_analysis.errors import DataError

ENCODINGS = {"UTF-8": "utf-8", "GB 18030": "gb18030"}  # the first that reads all; GBK, GB 2312 are in the second
BLOCK = 1 << 22  # bytes


def blocks(file: BinaryIO, name: str) -> Iterator[str]:
    """A binary file that can be rewound => its text in blocks, without a byte order mark, line breaks untouched.

    The whole file is checked before the first block is handed out, so that nothing is read from a file that turns out
    to be another thing at its end; no more than two blocks are held. Raises DataError naming the file for anything but
    UTF-8 and GB 18030: UTF-16 is told by its byte order mark, or by the NUL characters that it makes.

    >>> import io
    >>> list(blocks(io.BytesIO("\ufeff立案611起".encode("gb18030")), "a.txt"))
    ['立案611起']
    >>> list(blocks(io.BytesIO("立案611起".encode("utf-16")), "b.txt"))
    Traceback (most recent call last):
    pingan_analysis.errors.DataError: 1 problem
      b.txt: neither UTF-8 (byte 0: 0xff) nor GB 18030 (byte 0: 0xff); save it as UTF-8
    """
    refused = []
    for label, codec in ENCODINGS.items():
        text = _decoded(file, codec)
        try:
            first = next(text, "")
            more = sum(1 for _ in text)
        except UnicodeError as error:
            refused.append(f"{label} ({error})")
        else:
            yield first
            if more:
                again = _decoded(file, codec)
                next(again)
                yield from again
            return
    raise DataError([f"{name}: neither {' nor '.join(refused)}; save it as UTF-8"])


def _decoded(file: BinaryIO, codec: str) -> Iterator[str]:
    """=> blocks of text, none of them empty. Raises UnicodeError that says where the file is no such text."""
    file.seek(0)
    decoder, done, mark = codecs.getincrementaldecoder(codec)(), 0, "\ufeff"
    while True:
        data = file.read(BLOCK)
        begun = done - len(decoder.getstate()[0])  # of a character cut in two, the first half is still to be decoded
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise UnicodeError(f"byte {begun + error.start}: 0x{error.object[error.start]:02x}") from None
        if "\0" in text:
            raise UnicodeError("it holds NUL characters, as UTF-16 does")
        if text:
            yield text.removeprefix(mark)
            mark = ""
        if not data:
            return
        done += len(data)
