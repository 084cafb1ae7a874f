package html

// Fragment returns the text of a piece of HTML in UTF-8 that is no page: the content of an entry of a feed, the body of a
// message. Its form is that of Text.
func Fragment(s string) (string, error) {
	n, err := load(s)
	if err != nil {
		return "", err
	}
	return Text(n), nil
}
