"""Visits 巡查: which villages are visited by whom. So far only the draw."""
