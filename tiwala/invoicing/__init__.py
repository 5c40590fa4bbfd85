"""What is owed: invoices, credit notes, their numbers, links and documents."""
