"""HTTP whose idle connections are closed without a timer for each answer, which takes a tenth of a quick one."""

from serving.layers.protocol import Bounded


class Resting(Bounded):
    """Closes a connection that has been idle for as long as uvicorn has it, by one timer that is asked again."""

    # When the last answer was given by `rest`, by the clock of the loop.
    _since = 0.0

    def rest(self) -> None:
        """What uvicorn does when it has answered and nothing is waiting: count it, and wait for the next request."""
        self.ends_head()
        self.server_state.total_requests += 1
        self._since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, if the last answer is long enough ago."""
        left = self._since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait(left)
        else:
            super().timeout_keep_alive_handler()

    def _wait(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)
