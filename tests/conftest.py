import os

import pytest

from pingan_analysis import watched

os.environ["MPLBACKEND"] = "Agg"  # a test never opens a window
watched.refuse_network()


@pytest.fixture(autouse=True)
def offline():
    """No test reaches another machine, not even one that would have borne the refusal."""
    before = len(watched.refused)
    yield
    assert watched.refused[before:] == []
