"""One function for each exported figure: language => figure, with the data that it draws and the claims it rests on."""

from pingan_analysis.plots.articles import (
    board,
    change_table,
    changes_and_bases,
    fraud_timeline,
    histories,
    power_of_base_check,
    verdict_board,
)
from pingan_analysis.plots.awards import award_ladder, durations, ladder, places
from pingan_analysis.plots.crime import count_table, hit_rates, hit_table, small_counts, whole_pairs
from pingan_analysis.plots.disputes import court_cases, court_table, mediation_scopes, scope_table
from pingan_analysis.plots.fraud import definitions, fraud_definitions
from pingan_analysis.plots.jiaxing import gdp_levels, gdp_readings, jiaxing_gdp
from pingan_analysis.plots.reports import calibration, consecutive_pairs, reconciled
from pingan_analysis.plots.safety import gap_decomposition, gap_parts, survey_table, two_surveys
from pingan_analysis.plots.turns import break_powers, power_curves

__all__ = [
    "award_ladder",
    "board",
    "break_powers",
    "calibration",
    "change_table",
    "changes_and_bases",
    "consecutive_pairs",
    "count_table",
    "court_cases",
    "court_table",
    "definitions",
    "durations",
    "fraud_definitions",
    "fraud_timeline",
    "gap_decomposition",
    "gap_parts",
    "gdp_levels",
    "gdp_readings",
    "histories",
    "hit_rates",
    "hit_table",
    "jiaxing_gdp",
    "ladder",
    "mediation_scopes",
    "places",
    "power_curves",
    "power_of_base_check",
    "reconciled",
    "scope_table",
    "small_counts",
    "survey_table",
    "two_surveys",
    "verdict_board",
    "whole_pairs",
]
