package pipeline

import "strings"

// checkLicense takes what has the shape of an SPDX license expression (SPDX 2.3, annex D): license names with AND, OR,
// WITH and parentheses. The names themselves are not checked: the list of licences grows.
func checkLicense(s string) string {
	const problem = "want an SPDX license expression, as CC-BY-4.0 or MIT OR Apache-2.0"
	s = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(s)
	depth, wantName := 0, true
	for _, token := range strings.Fields(s) {
		switch operator := token == "AND" || token == "OR" || token == "WITH"; {
		case token == "(" && wantName:
			depth++
		case token == ")" && !wantName && depth > 0:
			depth--
		case operator && !wantName:
			wantName = true
		case !operator && wantName && isLicenseName(token):
			wantName = false
		default:
			return problem
		}
	}
	if wantName || depth > 0 {
		return problem
	}
	return ""
}

func isLicenseName(s string) bool {
	return only(s[:1], letters+digits) && only(strings.TrimSuffix(s, "+"), letters+digits+".-:")
}
