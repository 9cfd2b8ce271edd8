"""Guards of this app's models."""
