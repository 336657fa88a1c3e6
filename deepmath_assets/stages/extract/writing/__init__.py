"""From the chosen part of a tree to text: blocks, lists, tables, code, counts."""
