"""Spreadsheets: the ledger written as one."""
