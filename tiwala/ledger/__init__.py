"""The books: double entry, only added to, whole smallest units, balanced at commit."""
