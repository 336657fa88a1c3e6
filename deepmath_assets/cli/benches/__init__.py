"""`bench`: parts measured beside other ways of doing the same, in one run, on data that anyone has."""
