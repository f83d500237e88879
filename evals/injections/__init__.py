"""Abstracts that give orders to whoever reads them, and whether any answer heeds them."""
