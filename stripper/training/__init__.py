"""Training and evaluation: corpora, labels, fitting, figures beside the peers'."""
