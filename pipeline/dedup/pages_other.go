//go:build !linux

package dedup

// pages returns size bytes of 0.
func pages(size int) (memory []byte, free func()) { return make([]byte, size), func() {} }
