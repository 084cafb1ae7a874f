package local

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func numbers(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
	}
}

func TestResultsComeInTheOrderOfTheInput(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		next := 0
		f := func(_ context.Context, i int) (int, error) {
			time.Sleep(time.Duration(rand.IntN(100)) * time.Microsecond)
			return i, nil
		}
		for got, err := range ordered(context.Background(), workers, numbers(200), f) {
			if err != nil || got != next {
				t.Fatalf("%d workers: got %d, %v, want %d", workers, got, err, next)
			}
			next++
		}
		if next != 200 {
			t.Errorf("%d workers: got %d results", workers, next)
		}
	}
}

func TestNoMoreThanNRunAtOnce(t *testing.T) {
	var running, most atomic.Int64
	f := func(_ context.Context, i int) (int, error) {
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(50 * time.Microsecond)
		running.Add(-1)
		return i, nil
	}
	for range ordered(context.Background(), 3, numbers(300), f) {
	}
	if most.Load() > 3 {
		t.Errorf("%d ran at once", most.Load())
	}
}

func TestTheFirstErrorEndsIt(t *testing.T) {
	broken := errors.New("broken")
	for _, workers := range []int{1, 4} {
		seen := 0
		var last error
		f := func(_ context.Context, i int) (int, error) {
			if i == 10 {
				return 0, broken
			}
			return i, nil
		}
		for _, err := range ordered(context.Background(), workers, numbers(1000), f) {
			if last = err; err == nil {
				seen++
			}
		}
		if seen != 10 || !errors.Is(last, broken) {
			t.Errorf("%d workers: got %d results and %v", workers, seen, last)
		}
	}
}

func TestAnErrorOfTheInputComesInItsPlace(t *testing.T) {
	broken := errors.New("broken")
	in := func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(0, broken)
	}
	for _, workers := range []int{1, 4} {
		var got []error
		for _, err := range ordered(context.Background(), workers, in, func(_ context.Context, i int) (int, error) { return i, nil }) {
			got = append(got, err)
		}
		if len(got) != 2 || got[0] != nil || !errors.Is(got[1], broken) {
			t.Errorf("%d workers: got %v", workers, got)
		}
	}
}

func TestNothingRunsOnWhenTheRangeIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 50 {
		for got := range ordered(context.Background(), 4, numbers(1_000_000), func(_ context.Context, i int) (int, error) { return i, nil }) {
			if got == 5 {
				break
			}
		}
	}
	for range 1000 { // one that has said that it is done may still be leaving
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func TestNothingStartsBeforeTheRange(t *testing.T) {
	started := false
	seq := ordered(context.Background(), 4, func(yield func(int, error) bool) { started = true },
		func(_ context.Context, i int) (int, error) { return i, nil })
	runtime.Gosched()
	if started {
		t.Error("the input was read before anybody ranged")
	}
	for range seq {
	}
}
