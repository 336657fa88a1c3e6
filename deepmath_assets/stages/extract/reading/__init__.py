"""From bytes to a tree: limits, decoding, parse, language. Nothing here knows formulas or main content."""
