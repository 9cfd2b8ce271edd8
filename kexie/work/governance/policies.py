"""Governance keeps no rows of its own: bodies are guarded in kexie.network.access.policies."""
