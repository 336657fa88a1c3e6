"""What everything may use: URLs, hashing, work in parallel, errors. Five files, each named by what it is about."""
