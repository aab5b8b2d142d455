"""Static files under names that carry their digest, imports inside our ES modules included."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed, cached for ever. ``bollkoll`` collects the files at start when they are missing."""

    support_js_module_import_aggregation = True
    # Only our own modules: packages ship variants that import what they do not ship.
    _js_module_import_aggregation_patterns = ("ui/js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]
    manifest_strict = False
