package listing

// Bounds on the work, counted and never timed, and the sizes that the rules speak of. Widths and distances are in columns.
const (
	maxLines      = 1 << 18 // visible lines; a longer page is one document
	maxCandidates = 50_000  // title lines that are looked at closely, the best by their own line and the marks around it
	maxPairs      = 60      // cues that are tried in pairs

	edgeGap        = 9   // blank lines that the edges of the page count as
	maxTitle       = 200 // a longer line is no title and no line about a post
	maxMeta        = 120 // a longer line is neither byline nor footer
	maxMonth       = 12  // of the name of a month
	maxName        = 40  // of an author on a line of its own
	maxBylineWords = 12
	maxDateWords   = 8
	ruleSlack      = 4   // columns by which a rule may differ from its title
	minPost        = 150 // text from one title to the next
)
