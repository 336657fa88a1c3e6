"""Tables and checks in plain SQL, one a file; read by `deepmath_assets.lake.sql_models`."""
