package posts

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// key is something that candidates may have in common.
type key struct {
	kind keyKind
	a, b int32
}

type keyKind uint8

const (
	byClassPath keyKind = iota // the tags and classes from the root down
	byTagPath
	byOwn      // tag and class of the title and of the element about it
	byTag      // tag of the title and of its block
	byClass    // one class of the title or of an element next to it
	byCues     // tags, and what stands at the title
	byFirst    // first in an element of such tag and class
	byFirstTag // first in an element of such a path of tags
	byFirstClass
	byAbove // what stands above, whatever the title is
)

// Bounds on the keys of one candidate.
const (
	maxClimb   = 8 // elements about a title that it may be the first line of
	maxClasses = 6
)

// group is a set of candidates with a key in common, in order.
type group struct {
	members []int32
	sum     uint64 // of the members, to tell equal groups
}

// namer numbers tags, classes and paths in the order in which they are first seen.
type namer struct {
	names   map[string]int32
	paths   map[[2]int32]int32
	tag     []int32 // of each node, numbers
	own     []int32
	tagPath []int32
	ownPath []int32
}

func (n *namer) name(s string) int32 {
	i, ok := n.names[s]
	if !ok {
		i = int32(len(n.names) + 1)
		n.names[s] = i
	}
	return i
}

func (n *namer) path(parent, own int32) int32 {
	k := [2]int32{parent, own}
	i, ok := n.paths[k]
	if !ok {
		i = int32(len(n.paths) + 1)
		n.paths[k] = i
	}
	return i
}

// name numbers the elements of the page.
func name(nodes []node) *namer {
	n := &namer{names: map[string]int32{}, paths: map[[2]int32]int32{}}
	size := len(nodes)
	n.tag, n.own, n.tagPath, n.ownPath = make([]int32, size), make([]int32, size), make([]int32, size), make([]int32, size)
	for i := range nodes {
		if nodes[i].tag == "" {
			continue
		}
		var up, upOwn int32
		if p := nodes[i].parent; p >= 0 {
			up, upOwn = n.tagPath[p], n.ownPath[p]
		}
		n.tag[i] = n.name("<" + nodes[i].tag)
		n.own[i] = n.name(nodes[i].tag + "." + mask(nodes[i].get("class")) + typeOf(&nodes[i]))
		n.tagPath[i] = n.path(up, n.tag[i])
		n.ownPath[i] = n.path(-upOwn, n.own[i])
	}
	return n
}

// typeOf returns the size and colour of a font element, which old pages have for classes.
func typeOf(n *node) string {
	if n.atom != atom.Font {
		return ""
	}
	return n.get("size") + n.get("color")
}

// mask replaces the digits of a class, which number the posts, and drops what only tells odd posts from even ones.
func mask(class string) string {
	var kept []string
	for _, c := range strings.Fields(class) {
		switch strings.ToLower(c) {
		case "odd", "even", "first", "last", "alt":
			continue
		}
		kept = append(kept, strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '0'
			}
			return r
		}, c))
	}
	return strings.Join(kept, " ")
}

// groups returns the sets of two candidates or more that have a key in common, in the order of their first key, without
// sets that are equal.
func (d *document) groups() []group {
	places := map[key]int{}
	var all []group
	for c := range d.all {
		for _, k := range d.keys(c) {
			g, ok := places[k]
			if !ok {
				g = len(all)
				places[k] = g
				all = append(all, group{})
			}
			if n := len(all[g].members); n == 0 || all[g].members[n-1] != int32(c) {
				all[g].members = append(all[g].members, int32(c))
				all[g].sum = all[g].sum*1_000_003 + uint64(c) + 1
			}
		}
	}
	seen := map[uint64]bool{}
	kept := all[:0]
	for _, g := range all {
		if len(g.members) > 1 && !seen[g.sum] {
			seen[g.sum] = true
			kept = append(kept, g)
		}
	}
	return kept
}

// keys returns the keys of candidate c.
func (d *document) keys(c int) []key {
	t := &d.all[c]
	block := d.lines[t.line].block
	m := int32(t.manner)
	up := max(0, d.nodes[t.part].parent)
	n := d.namer
	keys := []key{
		{byClassPath, n.ownPath[t.part], m},
		{byTagPath, n.tagPath[t.part], m},
		{byOwn, n.own[t.part], n.own[up]},
		{byTag, n.tag[t.part], n.tag[block]},
		{byTag, n.tag[block], -1},
		{byCues, n.tag[block], int32(t.cues & (dated | linked | ruleAbove | heading))},
		{byCues, n.tag[t.part], -1 - int32(t.cues&(dateAbove|dateBelow|linked))},
	}
	for _, cue := range []cues{ruleAbove, dateAbove, dateBelow, footAbove, dateBeside} {
		if t.cues&cue > 0 {
			keys = append(keys, key{byAbove, int32(cue), m}, key{byAbove, int32(cue), n.tag[block] + 16}, key{byAbove, int32(cue), -n.tag[t.part]})
		}
	}
	for _, i := range []int32{t.part, up, block} {
		keys = append(keys, d.classKeys(byClass, i)...)
	}
	return append(keys, d.firstKeys(c)...)
}

// firstKeys returns the keys of the elements that candidate c stands first in.
func (d *document) firstKeys(c int) []key {
	var keys []key
	t := &d.all[c]
	after := int32(0)
	if c > 0 {
		after = d.all[c-1].part
	}
	n := d.namer
	i := d.lines[t.line].block
	for range maxClimb {
		if i <= after {
			break
		}
		keys = append(keys, key{byFirst, n.own[i], 0}, key{byFirstTag, n.tagPath[i], 0})
		if a := d.nodes[i].atom; a == atom.Article || a == atom.Li || a == atom.Tr || a == atom.Section {
			keys = append(keys, key{byFirstTag, -n.tag[i], 0})
		}
		keys = append(keys, d.classKeys(byFirstClass, i)...)
		i = d.nodes[i].parent
	}
	return keys
}

func (d *document) classKeys(k keyKind, i int32) []key {
	var keys []key
	for _, c := range strings.Fields(mask(d.nodes[i].get("class"))) {
		if len(keys) < maxClasses {
			keys = append(keys, key{k, d.namer.name(c), 0})
		}
	}
	return keys
}
