"""Tolerant spreadsheets: readers → tables → matching → values on the way in, writer on the way out."""
