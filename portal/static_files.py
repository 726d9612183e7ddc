"""Which files of our dependencies are served: Bootstrap's wheel carries every build of itself, we use a few."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out what no page refers to; a first start is half a minute shorter for it."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap/js/*",
        "bootstrap/css/bootstrap.css*",
        "bootstrap/css/bootstrap.rtl.css*",
        "bootstrap/css/bootstrap-grid*",
        "bootstrap/css/bootstrap-utilities*",
        "bootstrap/css/bootstrap-reboot.css*",
        "bootstrap/css/bootstrap-reboot.rtl.css*",
    ]
