"""How far the loop has come: scoring against labels, what a round brought, and whether to stop."""
