package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// withdrawals finds what a list withdraws.
type withdrawals struct {
	list                       []Withdrawal
	ids, sources, urls, digest map[string]int // place in the list
}

// Withdraw tells the plan what must not be in the release. It is called before the archive is read, if at all.
func (p *Plan) Withdraw(list []Withdrawal) {
	w := withdrawals{list, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for i, one := range list {
		for _, name := range []struct {
			value string
			in    map[string]int
		}{{one.ID, w.ids}, {one.Source, w.sources}, {one.URL, w.urls}, {one.TextSHA256, w.digest}} {
			if _, there := name.in[name.value]; name.value != "" && !there {
				name.in[name.value] = i
			}
		}
	}
	p.withdrawn = w
}

// find returns the first withdrawal of a document, or nil.
func (w *withdrawals) find(id, source, url, text string) *Withdrawal {
	first := len(w.list)
	look := func(names map[string]int, name string) {
		if i, ok := names[name]; ok {
			first = min(first, i)
		}
	}
	look(w.ids, id)
	look(w.urls, url)
	look(w.digest, text)
	look(w.sources, source)
	for at := 0; ; { // a source may be in another one
		i := strings.Index(source[at:], "!/")
		if i < 0 {
			break
		}
		look(w.sources, source[:at+i])
		at += i + 2
	}
	if first == len(w.list) {
		return nil
	}
	return &w.list[first]
}

// Withdraws returns the first withdrawal of a document, or nil. Of its text the digest counts.
func (p *Plan) Withdraws(d *schema.Document) *Withdrawal {
	return p.withdrawn.find(d.ID, d.Source, d.URL, d.TextSHA256)
}

// withdrawnText is what is known of a document that is withdrawn, so that it is known again when it is in no archive any more.
func (p *Plan) withdrawnText(w *Withdrawal, id, text string) Withdrawal {
	return Withdrawal{ID: id, TextSHA256: schema.DigestOf(text).String(), Reason: w.Reason, Date: w.Date,
		Shingles: p.deduper.Set(text)}
}

// withdraw is the item of a document that is withdrawn.
func (p *Plan) withdraw(d *schema.Document, w *Withdrawal) Item {
	start, end, whole, bound := d.Start, d.End, 1.0, p.WithdrawnBound()
	text := p.withdrawnText(w, d.ID, d.Text)
	return Item{withdrawn: &text, Removal: &schema.Removal{ID: d.ID, Source: d.Source, Start: &start, End: &end, Step: ReasonWithdrawn,
		Reason: ReasonWithdrawn, Detail: w.Reason, Value: &whole, Bound: &bound, TextSHA256: text.TextSHA256}}
}

// WithdrawnBound returns the similarity to a withdrawn text from which on a document goes.
func (p *Plan) WithdrawnBound() float64 {
	if p.Recipe.Dedup.Near.Method == "off" {
		return 1
	}
	return float64(p.Recipe.Dedup.Near.Threshold) / 10000
}

// withdrawCopies puts the documents to the lost that have a withdrawn text, or one that resembles it.
func (in *Intake) withdrawCopies() error {
	if in.again {
		return nil
	}
	list := in.Withdrawals()
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Withdrawal) int { // whatever is known from where
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.TextSHA256, b.TextSHA256), strings.Compare(a.Reason, b.Reason))
	})
	texts := map[string]int{} // of digests: place in the list
	guests := in.plan.deduper.Guests(in.resources)
	defer guests.Close()
	names := map[string]int{}
	for i, w := range list {
		if _, there := texts[w.TextSHA256]; w.TextSHA256 != "" && !there {
			texts[w.TextSHA256] = i
		}
		name := w.ID + w.TextSHA256
		if _, there := names[name]; there || len(w.Shingles) == 0 {
			continue
		}
		names[name] = i
		if err := guests.Add(name, dedup.ShinglesFrom(w.Shingles)); err != nil {
			return err
		}
	}
	alike := map[int64]dedup.Likeness{}
	if err := in.prints.AlikeTexts(guests, func(l dedup.Likeness) error { alike[l.N] = l; return nil }); err != nil {
		return err
	}
	return in.loseCopies(list, texts, names, alike)
}

// loseCopies finds the documents whose text is withdrawn, or is one of those that resemble a withdrawn text.
func (in *Intake) loseCopies(list []Withdrawal, texts, names map[string]int, alike map[int64]dedup.Likeness) error {
	like := map[schema.Digest]dedup.Likeness{}
	for e, err := range in.Entries() {
		if err != nil {
			return err
		}
		if l, ok := alike[e.N]; ok {
			like[e.Text] = l
		}
	}
	gone := map[int64]bool{}
	for e, err := range in.Entries() {
		if err != nil {
			return err
		}
		f := fate{step: ReasonWithdrawn, reason: ReasonWithdrawn, value: 1, bound: in.plan.WithdrawnBound()}
		at, same := texts[e.Text.String()]
		if l, ok := like[e.Text]; ok && !same {
			at, f.value = names[l.Guest], l.Similarity()
		} else if !same {
			continue
		}
		f.detail = "resembles " + list[at].ID + ", which is withdrawn: " + list[at].Reason
		gone[e.N] = true
		if err := in.lost.Add(appendNumber(nil, e.N), f.append(nil)); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return in.prints.Without(func(n int64) bool { return gone[n] })
}

// Withdrawals returns what the release is to remember: the list that the plan was told, and what is known of the texts of the
// documents that it names.
func (in *Intake) Withdrawals() []Withdrawal {
	list := append([]Withdrawal(nil), in.plan.withdrawn.list...)
	if in.ancestry != nil {
		list = append(list, in.ancestry.withdrawn...)
	}
	return append(list, in.withdrawn...)
}
