//go:build unix

package pipeline_test

import "syscall"

// clock returns the seconds that the process has spent on processors, so that a busy machine spoils no measurement. The
// garbage collector's are among them.
func clock() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
