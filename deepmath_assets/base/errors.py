"""Every error that the project raises on purpose.

    DeepmathError
    |-- BadInput            a file or value that a user gave cannot be used
    |   |-- BadProfile      a profile has an unknown or impossible value
    |   |-- BadPack         a pack lacks a file or holds a wrong entry
    |   |-- BadSqlModel     a SQL file is not one plain SELECT
    |   `-- NotACrawl       a folder or address has not Common Crawl's layout
    |-- NoSuchTable         a table that nothing has written yet
    |-- BrokenContract      rows that do not keep their table's contract
    |-- UndeclaredTable     an asset touched a table that it did not declare
    |-- UndeclaredValue     an asset read a value of the profile that it did not declare
    |-- FetchFailed         an address did not answer in the attempts allowed
    |-- MissingExtra        an optional package is not installed
    |-- MissingRound        a round whose predecessor has not ended
    `-- ChildFailed         a training or sampling process ended with an error

A message says what, where, and what to do next. Trouble of a page is a row with a reason, never one of these.
"""


class DeepmathError(Exception):
    """Any error that the command line prints as one line."""


class BadInput(DeepmathError):
    """A file or value that a user gave cannot be used."""


class BadProfile(BadInput):
    """A profile has an unknown or impossible value."""


class BadPack(BadInput):
    """A pack lacks a file or holds a wrong entry."""


class BadSqlModel(BadInput):
    """A SQL file is not one plain SELECT."""


class NotACrawl(BadInput):
    """A folder or address has not Common Crawl's layout."""


class NoSuchTable(DeepmathError):
    """A table that nothing has written yet."""


class BrokenContract(DeepmathError):
    """Rows that do not keep their table's contract."""


class UndeclaredTable(DeepmathError):
    """An asset touched a table that it did not declare."""


class UndeclaredValue(DeepmathError):
    """An asset read a value of the profile that it did not declare."""


class FetchFailed(DeepmathError):
    """An address did not answer in the attempts allowed."""


class MissingExtra(DeepmathError):
    """An optional package is not installed."""


class MissingRound(DeepmathError):
    """A round whose predecessor has not ended."""


class ChildFailed(DeepmathError):
    """A training or sampling process ended with an error."""
