"""One function for each exported figure: language => figure, with the data that it draws and the claims it rests on."""

from .articles import board, coverage, fraud_timeline, histories, numerals, verdict_board
from .awards import award_ladder, durations, ladder, places
from .bases import change_table, changes_and_bases, implied_bases, power_of_base_check
from .crime import count_table, hit_rates, hit_table, small_counts, whole_pairs
from .disputes import court_cases, court_table, mediation_scopes, scope_table
from .example import INVENTED, audit_example, example_table
from .fraud import definitions, fraud_definitions
from .jiaxing import gdp_levels, gdp_readings, jiaxing_gdp
from .reports import calibration, consecutive_pairs, reconciled
from .safety import gap_decomposition, gap_parts, survey_table, two_surveys
from .turns import break_powers, power_curves

__all__ = [
    "INVENTED", "audit_example", "award_ladder", "board", "break_powers", "calibration", "change_table",
    "changes_and_bases", "consecutive_pairs", "count_table", "court_cases", "court_table", "coverage", "definitions",
    "durations", "example_table", "fraud_definitions", "fraud_timeline", "gap_decomposition", "gap_parts",
    "gdp_levels", "gdp_readings", "histories", "hit_rates", "hit_table", "implied_bases", "jiaxing_gdp", "ladder",
    "mediation_scopes", "numerals", "places", "power_curves", "power_of_base_check", "reconciled", "scope_table",
    "small_counts", "survey_table", "two_surveys", "verdict_board", "whole_pairs",
]  # fmt: skip
