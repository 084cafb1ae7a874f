package archive

import (
	"fmt"

	"corpuspack/pipeline/archive/jsonl"
)

// Text is a text of a benchmark.
type Text struct {
	Place string // for people: benchmarks/a.jsonl: line 7: question
	Text  string
}

// Texts returns the texts of a record of a benchmark: of a record with named members, those that its entry names; else
// those of its documents. It is pure. The error is a *Fault.
func (r Record) Texts() ([]Text, error) {
	if r.fault == nil && r.named() {
		return r.members()
	}
	documents, err := r.Documents(func(title string) string { return title })
	if err != nil {
		return nil, err
	}
	list := make([]Text, len(documents))
	for i, d := range documents {
		list[i] = Text{r.place(), d.Text}
		if len(documents) > 1 {
			list[i].Place = fmt.Sprintf("%s: text %d", r.place(), i+1)
		}
	}
	return list, nil
}

func (r Record) members() ([]Text, error) {
	list := make([]Text, len(r.file.Entry.Texts))
	for i, name := range r.file.Entry.Texts {
		record, err := jsonl.Parse(r.data, jsonl.Fields{Text: name})
		if err != nil {
			return nil, r.faultOf(err)
		}
		list[i] = Text{r.place() + ": " + name, record.Text}
	}
	return list, nil
}
