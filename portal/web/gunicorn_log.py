"""``gunicorn --logger-class portal.web.gunicorn_log.DiscreetGunicorn``."""

from typing import Any

from gunicorn.glogging import Logger

from portal.web.logs import Discreet


class DiscreetGunicorn(Logger):
    """No access log, and an error log without addresses (gunicorn names the peer and the URI of a broken request)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(Discreet())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Who asked for what is nobody's business."""
