package dedup

// Counter says which of many keys may occur more than once, for the packages below this one. It covers the keys of one of
// several rounds.
type Counter struct{ seen *sketch }

// Counter returns a counter for the first of the rounds in which so many keys are counted. Close it.
func (r *Resources) Counter(keys int64) (c *Counter, rounds int) {
	s, n := r.sketch(keys)
	return &Counter{s}, n
}

// Close gives its memory back.
func (c *Counter) Close() { c.seen.close() }

// Next makes it the counter of the next round.
func (c *Counter) Next() { c.seen.next() }

// Add counts part i of n of those of the keys that the round covers. Different parts may be counted at once.
func (c *Counter) Add(keys []uint64, i, n int) { c.seen.add(keys, i, n) }

// Repeats reports whether the round covers a key, and it may occur more than once. A key that does is never missed.
func (c *Counter) Repeats(key uint64) bool {
	return c.seen.cell(key) < c.seen.size && c.seen.count(key) > 1
}
