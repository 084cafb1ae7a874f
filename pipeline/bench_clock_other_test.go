//go:build !unix

package pipeline_test

import "time"

var began = time.Now()

// clock returns the seconds since the program began.
func clock() float64 { return time.Since(began).Seconds() }
