"""Django's SQLite, where whoever wants to write waits for the one writer in turn."""
