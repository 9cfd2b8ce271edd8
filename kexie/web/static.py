"""How static files are served: hashed names and gzip in production, as they lie while developing and testing."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Serve hashed names; a file that collectstatic has not seen keeps its plain name."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the hashed name of a collected file, any other name as it is."""
        return super().stored_name(name) if self.hash_key(self.clean_name(name)) in self.hashed_files else name
