"""LitServe. Arguments: LightGBM's text, the port."""

import sys

import lightgbm
import litserve
import numpy as np


class Trees(litserve.LitAPI):
    """The probability of one row."""

    def setup(self, _device):
        """Read the trees."""
        self.booster = lightgbm.Booster(model_file=sys.argv[1])

    def decode_request(self, request):
        """A row, NaN where a feature is unknown."""
        return np.array([request["data"]], dtype=np.float64)

    def predict(self, rows):
        """LightGBM's own answer."""
        return self.booster.predict(rows, num_threads=1)

    def encode_response(self, output):
        """As JSON."""
        return {"data": output.tolist()}


if __name__ == "__main__":
    server = litserve.LitServer(Trees(), accelerator="cpu", workers_per_device=1)
    server.run(
        host="127.0.0.1", port=int(sys.argv[2]), num_api_servers=1, generate_client_file=False, log_level="warning"
    )
