//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// clock returns the seconds that this process has spent on processors.
func clock() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// peak returns the most memory in bytes that an ended process, or one of its own children, has had at once.
func peak(p *os.ProcessState) int64 {
	size := int64(p.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" {
		size <<= 10
	}
	return size
}
