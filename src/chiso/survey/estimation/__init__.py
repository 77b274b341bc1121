"""Estimates from cells: statistics, their intervals, design effects, quantiles, differences."""
