"""How static files are served: hashed names and gzip in production, as they lie while developing and testing."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Serve hashed names; a file that collectstatic has not seen keeps its plain name."""

    manifest_strict = False
