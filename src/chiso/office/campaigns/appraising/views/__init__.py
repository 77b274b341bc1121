"""Pages of appraising: the queue, one leaf, threads, agreement."""
