package dedup

import (
	"sync"

	"corpuspack/pipeline/spill"
)

// disk counts the files that it makes.
type disk struct{ made *int }

func (d disk) Create() (spill.File, error) {
	*d.made++
	return spill.Temp{}.Create()
}

// alone is what one goroutine needs, without bound.
func alone() Resources { return Alone(disk{new(int)}) }

// crowd is n workers, really at once, and a bound of memory.
func crowd(n int, memory int64) Resources {
	r := alone()
	r.Workers, r.Memory = n, memory
	r.Spread = func(n int, f func(int) error) error {
		errs := make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { errs[i] = f(i) })
		}
		all.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
	return r
}

// resolveAll returns the decision about each print; that of a kept document has its own number and no reason.
func resolveAll(d *Deduper, prints []Print, r Resources) ([]Decision, error) {
	p := d.Gather(r)
	defer p.Close()
	for i := range prints {
		if err := p.Add(&prints[i]); err != nil {
			return nil, err
		}
	}
	gone, err := p.Resolve()
	if err != nil {
		return nil, err
	}
	defer gone.Close()
	decisions := make([]Decision, len(prints))
	for i := range decisions {
		decisions[i].Kept = int64(i)
	}
	for g, err := range gone.All() {
		if err != nil {
			return nil, err
		}
		decisions[g.N] = g.Decision
	}
	return decisions, nil
}
