package html

import (
	"slices"
	"strings"

	"corpuspack/pipeline/archive/header"
	"corpuspack/schema/canonical"
)

// license sets the licence of the page where it names one that has an SPDX name; what it names else goes to the rest.
func (f *facts) license(h *header.Header) {
	named := f.licenses
	for _, s := range []string{f.article.license, f.get("dcterms.license", "dc.rights", "dcterms.rights", "copyright-license")} {
		if s != "" && !slices.Contains(named, s) {
			named = append(named, s)
		}
	}
	if len(named) == 0 {
		return
	}
	h.License = spdx(named[0])
	for _, s := range named[1:] {
		if spdx(s) != h.License {
			h.License = ""
		}
	}
	if h.License == "" {
		h.Rest = append(h.Rest, canonical.Member{Key: "license", Value: canonical.Strings(named)})
	}
}

// spdx returns the name that the SPDX License List (3.25) has for the licence at an address, or "" where the address
// does not say it surely: versions of Creative Commons licences for one country are others.
func spdx(address string) string {
	_, path, ok := strings.Cut(strings.ToLower(address), "://")
	if !ok {
		return ""
	}
	path = strings.TrimSuffix(strings.TrimPrefix(path, "www."), "/")
	switch path {
	case "creativecommons.org/publicdomain/zero/1.0":
		return "CC0-1.0"
	case "opensource.org/licenses/mit", "opensource.org/license/mit":
		return "MIT"
	case "apache.org/licenses/license-2.0":
		return "Apache-2.0"
	}
	parts := strings.Split(path, "/")
	if len(parts) > 4 && (strings.HasPrefix(parts[4], "deed") || parts[4] == "legalcode") {
		parts = parts[:4]
	}
	if len(parts) != 4 || parts[0] != "creativecommons.org" || parts[1] != "licenses" {
		return ""
	}
	kind, ok := strings.CutSuffix(parts[2], "nd-nc")
	if ok {
		parts[2] = kind + "nc-nd" // as version 1.0 has it
	}
	kinds := []string{"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"}
	versions := []string{"1.0", "2.0", "2.5", "3.0", "4.0"}
	if !slices.Contains(kinds, parts[2]) || !slices.Contains(versions, parts[3]) {
		return ""
	}
	return "CC-" + strings.ToUpper(parts[2]) + "-" + parts[3]
}
