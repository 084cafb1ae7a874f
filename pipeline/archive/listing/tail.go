package listing

// Navigation that stands before every post is, line for line, the end of the post before it.
const (
	tailMost  = 12
	tailLeast = 3 // fewer lines may be how an author takes leave
)

// tail returns the short lines that two thirds of the posts end with, the last line first, or nil. The ends are the last
// lines of the posts but the last one.
func tail(d *document, ends []int) []string {
	var common []string
	for k := range tailMost {
		counts := map[string]int{}
		line := ""
		for _, end := range ends {
			s := d.at(end - k)
			if s == "" || !d.speechless(end-k) {
				continue
			}
			if counts[s]++; 3*counts[s] >= 2*len(ends) {
				line = s
			}
		}
		if line == "" {
			break
		}
		common = append(common, line)
	}
	if len(ends) < tailLeast || len(common) < tailLeast {
		return nil
	}
	return common
}

// speechless reports whether line i is short and says by itself nothing about a post.
func (d *document) speechless(i int) bool {
	k := kindOf(d.at(i), d.lines[i])
	return d.lines[i].width <= maxName && (k == plain || k == furniture)
}

// without returns the line that a post ends with when the common tail is taken from its last line.
func (d *document) without(tail []string, last int) int {
	for k, s := range tail {
		if d.at(last-k) != s {
			return last
		}
	}
	return last - len(tail)
}
