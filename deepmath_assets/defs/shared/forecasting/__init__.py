"""What a crawl will cost, told from a small part of it: the probe, the measuring, the sums."""
