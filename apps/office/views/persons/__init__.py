"""Pages of people, classes, movement, requests, duties and lists."""
