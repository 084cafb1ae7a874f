package pipeline

import "fmt"

// ParseSize reads a size as a recipe writes it: an integer and B, KiB, MiB or GiB. It returns bytes.
func ParseSize(s string) (int64, error) {
	n, ok := parseSize(s)
	if !ok {
		return 0, fmt.Errorf("size %q: want an integer and B, KiB, MiB or GiB, such as 4GiB", s)
	}
	return n, nil
}
