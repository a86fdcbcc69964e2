"""One look in two languages; plots that take data; a figure leaves with its passport and its citation."""
