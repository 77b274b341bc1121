"""The engines that add up rows, one file each (see `engine` for what they are asked)."""
