"""Static files under names that carry their digest, imports inside ES modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed, cached for ever. ``bollkoll`` collects the files at start when they are missing."""

    support_js_module_import_aggregation = True
    manifest_strict = False
