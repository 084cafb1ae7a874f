package html

import (
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table writes a table as rows between pipes; one that only lays out a page is written as the blocks in its cells.
func (w *writer) table(n *nethtml.Node) {
	t := tableOf(n, w.skip)
	if t.layout() {
		w.children(n)
		w.flush()
		return
	}
	for _, c := range t.captions {
		w.children(c)
		w.flush()
	}
	below := false
	for _, row := range t.rows {
		if line := w.row(row); line != "" {
			w.tight = below
			w.block(line)
			below = true
		}
	}
}

// row returns the cells of a row between pipes, or "" where all are empty.
func (w *writer) row(cells []*nethtml.Node) string {
	line, full := "|", false
	for _, c := range cells {
		s := oneLine(c, w.skip)
		full = full || s != ""
		line += " " + s + " |"
	}
	if !full {
		return ""
	}
	return line
}

// table is what a table is made of.
type table struct {
	captions []*nethtml.Node
	rows     [][]*nethtml.Node
	columns  int  // the most that a row has
	headed   bool // it has a header cell
	blocks   bool // see hasBlocks
}

func (t *table) layout() bool { return t.blocks || t.columns < 2 || len(t.rows) < 2 && !t.headed }

func tableOf(n *nethtml.Node, skip func(*nethtml.Node) bool) *table {
	t := &table{}
	t.read(n, skip)
	return t
}

func (t *table) read(n *nethtml.Node, skip func(*nethtml.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != nethtml.ElementNode || skip(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Caption:
			t.captions = append(t.captions, c)
		case atom.Tr:
			t.rows = append(t.rows, nil)
			t.read(c, skip)
		case atom.Td, atom.Th:
			if len(t.rows) == 0 {
				t.rows = append(t.rows, nil)
			}
			row := &t.rows[len(t.rows)-1]
			*row = append(*row, c)
			t.columns = max(t.columns, len(*row))
			t.headed = t.headed || c.DataAtom == atom.Th
			t.blocks = t.blocks || hasBlocks(c, skip)
		case atom.Thead, atom.Tbody, atom.Tfoot, atom.Form:
			t.read(c, skip)
		}
	}
}

// hasBlocks reports whether a cell has what a row of a table cannot hold: another table, code, a quotation, a heading, or
// several paragraphs.
func hasBlocks(cell *nethtml.Node, skip func(*nethtml.Node) bool) bool {
	const most = 3
	return paragraphs(cell, skip, most+1) > most
}

// paragraphs counts the paragraphs below n, up to most; a block of another kind counts as most.
func paragraphs(n *nethtml.Node, skip func(*nethtml.Node) bool, most int) int {
	found := 0
	for c := n.FirstChild; c != nil && found < most; c = c.NextSibling {
		if c.Type != nethtml.ElementNode || skip(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Table, atom.Pre, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return most
		case atom.P:
			found++
		}
		found += paragraphs(c, skip, most-found)
	}
	return found
}
