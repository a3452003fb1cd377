"""Reading a workbook back, and names that a spreadsheet might take as something else than text."""

from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd

_LINK = '=HYPERLINK("http://example.org","click")'
FORMULAS = [_LINK, "=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "12"]


def opened(result):
    return openpyxl.load_workbook(BytesIO(result.sheets()))


def frame_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


def assert_same(found, table):
    """Every column of a table stands in the sheet with the same values; a text that is empty is a missing one there."""
    for name in table:
        written, wanted = found[name], table[name]
        if wanted.dtype.kind in "iuf":
            numbers = pd.to_numeric(written).to_numpy(float)
            np.testing.assert_allclose(numbers, wanted.to_numpy(float), rtol=1e-15, err_msg=name)  # sixteen digits
        elif wanted.dtype.kind == "M":
            assert pd.to_datetime(written).tolist() == wanted.tolist(), name
        else:
            assert written.fillna("").tolist() == wanted.fillna("").tolist(), name
