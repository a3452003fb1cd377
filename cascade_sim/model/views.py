"""Arrays read one element at a time."""

from collections.abc import MutableSequence
from typing import Any, cast, overload

import numpy as np
from numpy.typing import NDArray


@overload
def scalars(array: NDArray[np.float64]) -> MutableSequence[float]: ...
@overload
def scalars(
    array: NDArray[np.int64] | NDArray[np.uint64] | NDArray[np.uint16] | NDArray[np.bool_],
) -> MutableSequence[int]: ...
def scalars(array: NDArray[Any]) -> MutableSequence[Any]:
    """The same array as a sequence of plain Python numbers, to read and write: several times as fast one by one."""
    return cast(MutableSequence[Any], memoryview(cast(Any, array)))


def zeros(length: int, kind: type[np.int64 | np.uint64 | np.uint16] = np.int64) -> MutableSequence[int]:
    """So many whole numbers, all 0, as a sequence of plain Python numbers."""
    return cast(MutableSequence[int], scalars(cast(Any, np.zeros(length, kind))))
