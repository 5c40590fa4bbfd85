"""Same key and same question, same answer: doing a thing twice does it once."""
