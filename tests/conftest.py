import os

import pytest

from pingan_analysis import tracing

os.environ["MPLBACKEND"] = "Agg"  # a test never opens a window
tracing.refuse_network()


@pytest.fixture(autouse=True)
def offline():
    """No test reaches another machine, not even one that would have borne the refusal."""
    before = len(tracing.refused)
    yield
    assert tracing.refused[before:] == []
