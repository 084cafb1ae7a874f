package cli

import "corpuspack/releases/card"

// plural writes a number and what is counted.
func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return card.Count(n) + " " + what + "s"
}
