//go:build !unix

package main

import (
	"os"
	"time"
)

var began = time.Now()

// clock returns the seconds since the program began.
func clock() float64 { return time.Since(began).Seconds() }

// peak returns 0: it is not known here.
func peak(*os.ProcessState) int64 { return 0 }
