package listing

import "strings"

// What a post that is cut off ends with, in lower case: the beginnings of an invitation to read the rest, and marks.
var (
	invitations = []string{"read more", "read full", "read the full", "read the rest", "read the whole", "read on", "continue reading", "continue to", "keep reading",
		"(more", "[more", "more…", "more...", "… more", "... more", "more »", "more →", "[read more", "(read more", "(continue", "full story", "full article", "view full", "view post",
		"→ read", "» read", "click to read", "see more", "weiterlesen", "mehr lesen", "mehr »", "lesen sie mehr", "zum artikel", "ganzen artikel", "lire la suite", "lire plus", "en savoir plus",
		"leer más", "seguir leyendo", "sigue leyendo", "continuar leyendo", "leia mais", "continue lendo", "continuar lendo", "ler mais", "leggi tutto", "leggi il resto",
		"continua a leggere", "continua »", "lees verder", "lees meer", "verder lezen", "läs mer", "czytaj dalej", "czytaj więcej", "читать дальше", "читать далее", "続きを読む", "阅读全文", "閱讀全文"}
	ellipses = []string{"[…]", "[...]", "(…)", "(more)", "(more…)", "(more...)", "(continued)", "[more]"}
)

// tailLines is the number of lines about a post below which an invitation is looked for.
const tailLines = 8

// teaser reports whether the post of c, which ends with line last, is only the beginning of a text. An ellipsis alone is a
// matter of style: it counts where a link to the post follows.
func (d *document) teaser(c *candidate, last int) bool {
	linked := false
	for i := last; i >= c.body && i > last-tailLines; i-- {
		s := strings.ToLower(d.at(i))
		told := strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "...") // "Read more about it in the manual."
		if starts(strings.TrimLeft(s, "→»> "), invitations) && d.lines[i].width <= maxMeta && !told || ends(s, ellipses) {
			return true
		}
		switch d.kind(i) {
		case footer, address:
			linked = linked || d.kind(i) == address || strings.Contains(s, "link")
		case byline, date, furniture, separator, field, signoff:
		default:
			return linked && (strings.HasSuffix(s, "…") || strings.HasSuffix(s, "..."))
		}
	}
	return false
}

func ends(s string, with []string) bool {
	for _, w := range with {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}
