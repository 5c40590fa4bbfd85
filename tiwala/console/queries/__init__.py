"""Reads that join rooms for a page; they write nothing."""
