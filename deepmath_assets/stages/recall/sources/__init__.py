"""Where pages lie: URL templates with their yield, verdicts of people, and what a source says of its pages."""
