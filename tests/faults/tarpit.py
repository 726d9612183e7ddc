"""A server that is there and does not answer."""

import socket
import threading


class Tarpit:
    """Takes connections and never says a word: whoever talks to it in a request hangs, and is seen."""

    def __init__(self) -> None:
        self.visitors: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def _take(self) -> None:
        while True:
            try:
                self.visitors.append(self.listener.accept()[0])
            except OSError:
                return

    def stop(self) -> None:
        self.listener.close()
        for visitor in self.visitors:
            visitor.close()
