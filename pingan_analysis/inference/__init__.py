"""Could chance explain it, what could a series have shown, how often do honest reports disagree?"""
