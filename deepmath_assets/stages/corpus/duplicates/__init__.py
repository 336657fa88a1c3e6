"""Pages that are nearly the same as another: shingles, signatures, candidate pairs, clusters."""
