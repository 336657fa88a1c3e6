"""Where pages lie: URL templates with their yield, verdicts of people, and the evidence that a source gives its pages."""
