"""A printed number is text: the words around it, its numeral, and the exact set of values that it may stand for."""
