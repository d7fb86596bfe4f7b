"""Few rows through LightGBM's C API: `Booster.predict` takes longer to get ready than the trees take for a row."""

import ctypes
import threading

import lightgbm
import numpy as np

# The library that the package has loaded: nowhere does it give it out under a public name.
from lightgbm.basic import _LIB  # type: ignore[attr-defined]

from models.scorers.columns import Matrix, Numbers

# As LightGBM's header c_api.h numbers them.
_NORMAL, _FLOAT64 = 0, 1
_ALL_TREES = -1


class SingleRows:
    """Predicts row by row what `booster.predict` gives, to the last bit, in one thread. Thread-safe.

    Source: LGBM_BoosterPredictForMatSingleRowFast of LightGBM's C API.
    """

    def __init__(self, booster: lightgbm.Booster) -> None:
        self.booster = booster
        self._columns = booster.num_feature()
        self._config = ctypes.c_void_p()
        self._said, self._count = ctypes.c_double(), ctypes.c_int64()
        # Each row is put here, since to find the address of an array takes a while as well.
        self._row = np.empty(self._columns)
        self._told = (ctypes.c_void_p(self._row.ctypes.data), ctypes.byref(self._count), ctypes.byref(self._said))
        self._lock = threading.Lock()
        _check(
            _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
                booster._handle,
                *map(ctypes.c_int, (_NORMAL, 0, _ALL_TREES, _FLOAT64)),
                ctypes.c_int32(self._columns),
                ctypes.c_char_p(b"num_threads=1"),
                ctypes.byref(self._config),
            )
        )

    def predict(self, rows: Numbers) -> Matrix:
        """The probability of each row, shape (rows, columns of the booster).

        Raises:
            ValueError: there are other columns than those of the booster.
        """
        if rows.shape[1] != self._columns:
            raise ValueError(f"the booster takes {self._columns} columns, not {rows.shape[1]}")
        found = np.empty(len(rows))
        with self._lock:
            for place, row in enumerate(rows):
                self._row[:] = row
                _check(_LIB.LGBM_BoosterPredictForMatSingleRowFast(self._config, *self._told))
                found[place] = self._said.value
        return found

    def __del__(self) -> None:
        if self._config:
            _LIB.LGBM_FastConfigFree(self._config)


def _check(status: int) -> None:
    if status:
        raise lightgbm.basic.LightGBMError(_LIB.LGBM_GetLastError().decode())
