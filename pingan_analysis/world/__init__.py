"""Quantities, prints and rules as one exact system: bounds, conflicts, corroboration, verdicts."""
