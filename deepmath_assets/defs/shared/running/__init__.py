"""Running the graph: rounds, staleness, the journey from a crawl to a report, sensors and schedules."""
