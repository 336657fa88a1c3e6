"""The lake: Delta tables by `stage.table`, artifacts by content, SQL models over both."""
