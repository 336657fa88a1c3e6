"""From text to the shape of an answer."""
