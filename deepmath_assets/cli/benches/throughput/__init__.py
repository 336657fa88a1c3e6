"""`bench throughput`: pages a second and core of the crawl pass, beside datatrove's reader, extractor and filter."""
