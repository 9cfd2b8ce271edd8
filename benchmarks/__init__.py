"""How fast: runnable measurements beside named references. `make bench`, or `make bench ARGS="ledger_metrics"`."""
