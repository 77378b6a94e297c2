"""Ways in: files, gzip files, standard input and URLs."""
