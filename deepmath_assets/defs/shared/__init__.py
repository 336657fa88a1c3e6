"""What the stages' definitions share: the workspace, the desk, the making of assets, runs and automation."""
