"""From published instruction data and problems on pages to one checked set of records for fine-tuning."""
