"""One trial a file. Each gives the rows it adds to the report."""
