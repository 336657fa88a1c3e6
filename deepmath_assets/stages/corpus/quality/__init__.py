"""How much a page is worth to a model, and which branch of the domain it is about."""
