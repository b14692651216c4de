"""Pages of subjects, curricula, load, individual plans, releases and single courses."""
