"""Tolerant spreadsheets: `readers.read` → `tables.find_tables` → `matching.recognise` → `values.parse`; out through `writer`."""
