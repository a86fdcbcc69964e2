"""A document becomes text with places: its numbers, which of them stand together, and folders of documents."""
