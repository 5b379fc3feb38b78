"""How the learned files of `knowledge/learned` are made again from what people wrote."""
