package main

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// table is what a topic prints, ready to stand in a document.
type table struct {
	rows  [][]string // the first has the names of the columns
	notes []string   // below it: what could not be run, and why
}

func newTable(columns ...string) *table { return &table{rows: [][]string{columns}} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// missing says that a program could not be run.
func (t *table) missing(name string, err error) { t.note("not run: %s: %v", name, err) }

// print writes the table, the first column to the left, the others to the right.
func (t *table) print() {
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		fmt.Fprintf(&line, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(&line, "  %*s", widths[i+1], cell)
		}
		fmt.Println(strings.TrimRight(line.String(), " "))
	}
	for _, note := range t.notes {
		fmt.Println(note)
	}
	fmt.Println()
	os.Stdout.Sync()
}

// Cells.

func seconds(s float64) string { return fmt.Sprintf("%.2f", s) }

func mebibytes(n int64) string {
	if n == 0 {
		return "?"
	}
	return fmt.Sprint(n >> 20)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

// rate returns how many of n go into a second, as megabytes if they are bytes.
func rate(n int64, s float64) string { return fmt.Sprintf("%.1f", float64(n)/s/1e6) }

func perSecond(n int64, s float64) string { return fmt.Sprintf("%.0f", float64(n)/s) }

func ratio(a, b float64) string { return fmt.Sprintf("%.2f", a/b) }
