"""The tables that leave, in the formats of other programs."""
