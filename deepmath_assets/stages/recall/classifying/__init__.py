"""The round's text classifier: text as fastText wants it, training, calibration, and the report on pages held out."""
