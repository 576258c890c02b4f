"""Figures for those who steer: nothing is ranked, nothing counts people."""
