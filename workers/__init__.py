"""Act: the RQ jobs, the ticker and the supervisor; each job is safe to run twice."""
