"""What is measured: frameworks as versioned, cited data, with rules that prove themselves."""
