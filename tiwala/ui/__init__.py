"""Parts of a page, the content security policy, the glue to htmx."""
