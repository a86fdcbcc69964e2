"""The raw tables: what a column may hold, loading them, and whether the texts say what was transcribed."""
