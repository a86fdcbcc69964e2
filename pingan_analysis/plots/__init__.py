"""One function for each exported figure: language => figure, with the data that it draws and the claims it rests on."""

from pingan_analysis.plots.articles import change_table, changes_and_bases, fraud_timeline, histories, power_of_base_check, verdict_board

__all__ = ["change_table", "changes_and_bases", "fraud_timeline", "histories", "power_of_base_check", "verdict_board"]
