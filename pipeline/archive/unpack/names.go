package unpack

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

var (
	errAbsolute  = errors.New("the name is absolute")
	errEmptyName = errors.New("the name has an empty part, or . or .. as one")
	errUTF8Name  = errors.New("the name is no UTF-8")
	errControl   = errors.New("the name has a control character")
	errContainer = errors.New("the name of a folder ends in !, which marks the members of a container")
	errLongName  = fmt.Errorf("the name has more than %d bytes", maxName)
	errTwice     = errors.New("the second of this name")
	errMembers   = fmt.Errorf("more than %d members", maxMembers)
)

// container is a tar or zip whose members are read.
type container struct {
	*walker
	item
	seen map[xxh3.Uint128]struct{} // hashes of the names of its members
}

func (w *walker) container(i item) *container {
	return &container{w, i, map[xxh3.Uint128]struct{}{}}
}

// admit returns what a member is called below the input. It returns "" where the member is a folder, or is passed over,
// or its name, found at this byte, is a fault, which it reports.
func (c *container) admit(name string, isFolder bool, at int64) (string, error) {
	clean, err := cleanName(name, isFolder)
	key := xxh3.HashString128(clean)
	_, twice := c.seen[key]
	switch {
	case err == nil && isHidden(clean):
		if !isFolder {
			c.stats.Hidden++
		}
		return "", nil
	case err == nil && isFolder:
		return "", nil
	case err == nil && twice:
		err = errTwice
	}
	if err != nil {
		return "", c.fault(c.name, at, fmt.Errorf("member %.200q: %w", name, err))
	}
	c.seen[key] = struct{}{}
	return c.name + "!/" + clean, nil
}

// cleanName returns the name of a member without ./ before it, which tar writes, and / behind that of a folder. Parts may
// be parted by \, too: only for the rules, not in the name.
func cleanName(name string, isFolder bool) (string, error) {
	switch {
	case len(name) > maxName:
		return "", errLongName
	case !utf8.ValidString(name):
		return "", errUTF8Name
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", errControl
	}
	clean := name
	for strings.HasPrefix(clean, "./") {
		clean = clean[len("./"):]
	}
	if isFolder {
		clean = strings.TrimSuffix(strings.TrimSuffix(clean, "/"), `\`)
		if clean == "" && name != "" || clean == "." {
			return ".", nil // the folder that was packed
		}
	}
	parts := strings.Split(strings.ReplaceAll(clean, `\`, "/"), "/")
	if parts[0] == "" && len(parts) > 1 || len(parts[0]) == 2 && parts[0][1] == ':' && len(parts) > 1 {
		return "", errAbsolute
	}
	for i, part := range parts {
		switch {
		case part == "" || part == "." || part == "..":
			return "", errEmptyName
		case strings.HasSuffix(part, "!") && (isFolder || i < len(parts)-1):
			return "", errContainer
		}
	}
	return clean, nil
}

// isHidden reports whether a part of the name begins with a dot, or the whole is what macOS adds to a zip.
func isHidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") || strings.HasPrefix(name, "__MACOSX/")
}
