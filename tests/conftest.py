import os

os.environ["MPLBACKEND"] = "Agg"  # a test never opens a window
