"""Static files of an installation: named by their content, JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """After an upgrade no browser runs yesterday's half of a module: imports in ours name the hashed files too.

    Only in ours: packages ship scripts whose comments and strings look like imports of files that are not there.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
