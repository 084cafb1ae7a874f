// Package impure does everything that a pure layer must not; the purity test finds each line with a want comment.
package impure

import (
	"maps"
	"math/rand" // want "import math/rand"
	"os"
	"runtime"
	"slices"
	"time"
)

func clock() time.Time    { return time.Now() }        // want "time.Now"
func environment() string { return os.Getenv("LANG") } // want "os.Getenv"
func processors() int     { return runtime.NumCPU() }  // want "runtime.NumCPU"
func chance() int         { return rand.Int() }        //
func goroutine(f func())  { go f() }                   // want "go statement"
func receive(c chan int) { // want "channel"
	select { // want "select"
	case <-c: // want "channel"
	default:
	}
}
func unordered(m map[string]int) (n int) {
	for k := range m { // want "range over a map"
		n += len(k)
	}
	return n
}
func keys(m map[string]int) []string   { return slices.Collect(maps.Keys(m)) } // want "maps.Keys"
func sorted(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
func fused(a, b, c float64) float64    { return a*b + c } // want "a product that is added"
func apart(a, b, c float64) float64    { return float64(a*b) + c }
func accumulate(a, b, c float64) float64 {
	c += a * b // want "a product that is added"
	return c
}
func init() { _ = chance } // want "init"
