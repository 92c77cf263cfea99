# one_column.py - one column of values, as a profile sees it.

import tepid


def column(values):
    (found,) = tepid.profile({"c": values}).columns
    return found


def kinds(values):
    c = column(values)
    return c.type, c.rows, c.missing, c.nan
