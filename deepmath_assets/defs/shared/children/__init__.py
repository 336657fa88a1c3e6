"""Training and sampling in processes of their own."""
