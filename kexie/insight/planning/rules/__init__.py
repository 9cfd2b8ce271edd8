"""Rules of planning: forecasts, and how targets stand."""
