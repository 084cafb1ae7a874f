package local

import (
	"context"
	"iter"
	"sync"
)

type result[U any] struct {
	value U
	err   error
}

// ordered applies f to in on n goroutines and yields the results in the order of in. It ends with the first error, of in
// or of f. Nothing starts before the caller ranges, and nothing runs on when the range is left. With n = 1 everything
// happens on the caller's goroutine.
//
// The reader queues a promise for each item before its work starts; the consumer takes the promises in turn.
func ordered[T, U any](ctx context.Context, n int, in iter.Seq2[T, error], f func(context.Context, T) (U, error)) iter.Seq2[U, error] {
	if n == 1 {
		return inline(ctx, in, f)
	}
	return func(yield func(U, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		queue := make(chan chan result[U], n)
		var running sync.WaitGroup
		running.Go(func() { read(ctx, &running, n, in, f, queue) })
		defer running.Wait()
		defer func() {
			for range queue { // the reader closes it
			}
		}()
		defer cancel()
		for promise := range queue {
			r := <-promise
			if !yield(r.value, r.err) || r.err != nil {
				return
			}
		}
	}
}

// read fills the queue with promises and starts the work behind them, n at a time.
func read[T, U any](ctx context.Context, running *sync.WaitGroup, n int, in iter.Seq2[T, error],
	f func(context.Context, T) (U, error), queue chan<- chan result[U]) {
	defer close(queue)
	free := make(chan struct{}, n)
	for item, err := range in {
		promise := make(chan result[U], 1)
		select {
		case queue <- promise:
		case <-ctx.Done():
			return
		}
		if err != nil {
			promise <- result[U]{err: err}
			return
		}
		free <- struct{}{}
		running.Go(func() {
			value, err := f(ctx, item)
			<-free
			promise <- result[U]{value, err}
		})
	}
}

func inline[T, U any](ctx context.Context, in iter.Seq2[T, error], f func(context.Context, T) (U, error)) iter.Seq2[U, error] {
	return func(yield func(U, error) bool) {
		for item, err := range in {
			var value U
			if err == nil {
				value, err = f(ctx, item)
			}
			if !yield(value, err) || err != nil {
				return
			}
		}
	}
}
