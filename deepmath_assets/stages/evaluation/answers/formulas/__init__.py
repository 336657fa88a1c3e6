"""Formulas: syntax, trees and values."""
