"""How fast other libraries read numbers in Chinese text: `python tests/scan_peers.py FILE` prints CPU seconds as JSON.

It needs nothing of this project, so that it runs under any Python that has them (extra `peers`). Text is given line by
line, as they were made for sentences; a library that is not there is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def jionlp() -> Callable[[str], object]:
    module = importlib.import_module("jionlp")
    return lambda line: (module.ner.extract_money(line), module.ner.extract_time(line))


def chinese2digits() -> Callable[[str], object]:
    return importlib.import_module("chinese2digits").takeNumberFromString


def recognizers_text() -> Callable[[str], object]:
    numbers = importlib.import_module("recognizers_number")
    units = importlib.import_module("recognizers_number_with_unit")
    chinese = numbers.Culture.Chinese
    asked = [numbers.recognize_number, numbers.recognize_percentage]
    asked += [units.recognize_currency, units.recognize_dimension]
    return lambda line: [one(line, chinese) for one in asked]


PEERS = {"JioNLP": jionlp, "chinese2digits": chinese2digits, "recognizers-text": recognizers_text}


def main() -> None:
    lines = [line for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line]
    seconds = {}
    for name, made in PEERS.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                read = made()
                read(lines[0])  # loads its tables
                begun = time.process_time()
                for line in lines:
                    read(line)
        except ImportError:
            continue
        seconds[name] = time.process_time() - begun
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
