"""Talk: everything that crosses the edge - carriers, webhooks, pages, the API, the bell, the wording."""
