"""The least a Django project can be: what the house's doors are measured against. Serves nobody but the bench."""
