"""WARC and ARC files, from bytes to decoded pages: members, blocks, HTTP answers, codings."""
