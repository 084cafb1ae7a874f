package releases

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is the version of a release: v1, v1.1, v1.1.2. A number that is missing counts as 0.
type Version struct{ Major, Minor, Patch int }

// ParseVersion reads a version. It takes one form of each version only: no leading zeros, and no last number 0 behind a
// point, for v1.0 is v1.
func ParseVersion(s string) (Version, error) {
	digits, ok := strings.CutPrefix(s, "v")
	parts := strings.Split(digits, ".")
	numbers := [3]int{}
	ok = ok && len(parts) <= 3
	for i := 0; ok && i < len(parts); i++ {
		n, err := strconv.Atoi(parts[i])
		ok = err == nil && n >= 0 && strconv.Itoa(n) == parts[i]
		if ok {
			numbers[i] = n
		}
	}
	v := Version{numbers[0], numbers[1], numbers[2]}
	if ok && v.Major > 0 && v.String() != s {
		return v, fmt.Errorf("version %q: write it %s", s, v)
	}
	if !ok || v.Major == 0 {
		return v, fmt.Errorf("version %q: want v and one to three numbers, the first at least 1, such as v1 or v1.2", s)
	}
	return v, nil
}

// String returns the one form of the version.
func (v Version) String() string {
	switch {
	case v.Patch > 0:
		return fmt.Sprintf("v%d.%d.%d", v.Major, v.Minor, v.Patch)
	case v.Minor > 0:
		return fmt.Sprintf("v%d.%d", v.Major, v.Minor)
	}
	return fmt.Sprintf("v%d", v.Major)
}

// Compare returns -1, 0 or +1 as v is older than, the same as or newer than other.
func (v Version) Compare(other Version) int {
	return cmp.Or(cmp.Compare(v.Major, other.Major), cmp.Compare(v.Minor, other.Minor), cmp.Compare(v.Patch, other.Patch))
}

// MarshalText writes the form of String.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Version) UnmarshalText(b []byte) (err error) {
	*v, err = ParseVersion(string(b))
	return err
}

// Bump is how much of a version a change asks for.
type Bump int

// The bumps, from the least to the greatest.
const (
	NoBump Bump = iota
	Patch
	Minor
	Major
)

var bumpNames = [...]string{"none", "PATCH", "MINOR", "MAJOR"}

// String returns the name of the bump.
func (b Bump) String() string { return bumpNames[b] }

// MarshalText writes the name.
func (b Bump) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Next returns the version that follows v by a bump.
func (v Version) Next(b Bump) Version {
	switch b {
	case Major:
		return Version{v.Major + 1, 0, 0}
	case Minor:
		return Version{v.Major, v.Minor + 1, 0}
	case Patch:
		return Version{v.Major, v.Minor, v.Patch + 1}
	}
	return v
}

// BumpTo returns the bump by which a newer version follows v.
func (v Version) BumpTo(newer Version) Bump {
	switch {
	case v.Major != newer.Major:
		return Major
	case v.Minor != newer.Minor:
		return Minor
	case v.Patch != newer.Patch:
		return Patch
	}
	return NoBump
}
