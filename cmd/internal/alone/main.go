package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

type disk struct{}
type file struct{ *os.File }

func (disk) Create() (spill.File, error) {
	f, err := os.CreateTemp("", "alone-*")
	if err == nil {
		os.Remove(f.Name())
	}
	return file{f}, err
}

func cpu() float64 {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return float64(r.Utime.Sec) + float64(r.Utime.Usec)/1e6 + float64(r.Stime.Sec) + float64(r.Stime.Usec)/1e6
}

func main() {
	workers, _ := strconv.Atoi(os.Args[2])
	mem, _ := strconv.ParseInt(os.Args[3], 10, 64)
	if mem > 0 {
		debug.SetMemoryLimit(mem << 20)
	}
	if len(os.Args) > 4 {
		f, _ := os.Create(os.Args[4])
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	f, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	t0, c0 := time.Now(), cpu()
	lap := func(name string) {
		fmt.Printf("%-10s wall %.2f cpu %.2f\n", name, time.Since(t0).Seconds(), cpu()-c0)
		t0, c0 = time.Now(), cpu()
	}
	if mem == -1 {
		h := sha256.New()
		b := make([]byte, 1<<20)
		for {
			n, err := f.Read(b)
			h.Write(b[:n])
			if err != nil {
				break
			}
		}
		lap("sha256")
		return
	}
	d, err := dedup.New(dedup.Config{Exact: true, Near: dedup.Near{Method: "exact", Measure: "jaccard", Threshold: 8000, Shingle: 5}})
	if err != nil {
		panic(err)
	}
	r := dedup.Alone(disk{})
	r.Workers, r.Memory = workers, mem<<20
	if workers > 1 {
		r.Spread = func(n int, f func(int) error) error {
			var wg sync.WaitGroup
			errs := make([]error, n)
			for i := range n {
				wg.Go(func() { errs[i] = f(i) })
			}
			wg.Wait()
			for _, e := range errs {
				if e != nil {
					return e
				}
			}
			return nil
		}
	}
	p := d.Gather(r)
	s := bufio.NewScanner(f)
	s.Buffer(make([]byte, 1<<20), 1<<26)
	var lines [][]byte
	size, n := 0, 0
	flush := func() {
		prints := make([]dedup.Print, len(lines))
		if err := r.Spread(workers, func(w int) error {
			for i := w * len(lines) / workers; i < (w+1)*len(lines)/workers; i++ {
				var v struct{ ID, Text string }
				if err := json.Unmarshal(lines[i], &v); err != nil {
					return err
				}
				doc := schema.Document{Key: schema.Key{Source: "a", Start: int64(n + i)}, ID: v.ID, Text: v.Text, Characters: int64(utf8.RuneCountInString(v.Text))}
				prints[i] = p.Print(&doc)
			}
			return nil
		}); err != nil {
			panic(err)
		}
		for i := range prints {
			if err := p.Add(&prints[i]); err != nil {
				panic(err)
			}
		}
		n += len(lines)
		lines, size = lines[:0], 0
	}
	for s.Scan() {
		lines = append(lines, append([]byte(nil), s.Bytes()...))
		if size += len(s.Bytes()); size > 1<<20 {
			flush()
		}
	}
	flush()
	lap("gather")
	gone, err := p.Resolve()
	if err != nil {
		panic(err)
	}
	lap("resolve")
	counts := map[string]int{}
	for g, err := range gone.All() {
		if err != nil {
			panic(err)
		}
		counts[g.Reason]++
	}
	var ru syscall.Rusage
	syscall.Getrusage(0, &ru)
	fmt.Println(n, counts, ru.Maxrss>>10, "MiB")
}
