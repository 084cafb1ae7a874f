package dedup

import "golang.org/x/sys/unix"

// pages returns size bytes of 0, in large pages where the system has them: the counters of a sketch lie anywhere, and with
// pages of 4 KiB most of the time goes into finding the page. free gives them back.
func pages(size int) (memory []byte, free func()) {
	memory, err := unix.Mmap(-1, 0, max(size, 1), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]byte, size), func() {}
	}
	unix.Madvise(memory, unix.MADV_HUGEPAGE) // where there are none it stays as it is
	return memory[:size], func() { unix.Munmap(memory) }
}
