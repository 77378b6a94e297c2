"""Answer requests: articles as JSON, and a page on which one pastes or drops a page to see it explained."""
