package pii

import (
	"net/netip"
	"regexp"
	"strings"
)

// addresses finds public IP addresses: IPv4 as four decimal numbers without leading zeros, IPv6 in the forms of RFC 4291,
// section 2.2, with a zone (RFC 4007) or not; in an abbreviated one the first group has four digits, or an IPv4 address
// ends it, for a::b is a name in some programming languages.
//
// Left alone are addresses that reach nobody in particular: private, shared, loopback, link-local, multicast,
// documentation, benchmarking and reserved ones (the special-purpose registries of RFC 6890). They say nothing of a
// person, and examples in technical text use them. Left alone too are version numbers: after a word such as version, after
// a name and a slash or hyphen (Chrome/120.0.0.0), or with a fifth number or a name after a dot; and addresses of fewer than
// seven digits, which most often number a section, where nothing beside them says what they are (see isAddressed).
func addresses(text string) (spans []span) {
	for i := 0; i < len(text); i++ {
		if text[i] != '.' && text[i] != ':' {
			continue
		}
		low := 0
		if len(spans) > 0 {
			low = spans[len(spans)-1].end
		}
		start, end := i, i+1
		for start > low && isAddressByte(text[start-1]) {
			start--
		}
		for end < len(text) && isAddressByte(text[end]) {
			end++
		}
		spans = appendAddresses(spans, text, start, end)
		i = end
	}
	return spans
}

func isAddressByte(c byte) bool { return isHex(c) || c == '.' || c == ':' }

// appendAddresses adds the addresses of the run text[start:end] of hexadecimal digits, dots and colons.
func appendAddresses(spans []span, text string, start, end int) []span {
	if end-start < 7 {
		return spans
	}
	for _, stop := range [...]int{end, start + len(strings.TrimRight(text[start:end], ".:"))} {
		if s, ok := six(text, start, stop); ok {
			return append(spans, s)
		}
	}
	for at := start; at < end; {
		part, _, _ := strings.Cut(text[at:end], ":")
		if s, ok := four(text, at, at+len(part)); ok {
			spans = append(spans, s)
		}
		at += len(part) + 1
	}
	return spans
}

// six returns the public IPv6 address that is all of text[start:end], with a zone after it.
func six(text string, start, end int) (span, bool) {
	run := text[start:end]
	first, _, _ := strings.Cut(run, ":")
	if strings.Count(run, ":") < 2 || strings.Contains(run, "::") && len(first) != 4 && !strings.Contains(run, ".") {
		return span{}, false
	}
	a, err := netip.ParseAddr(run)
	if err != nil || !isPublic(a.Unmap()) || wordBefore(text, start) {
		return span{}, false
	}
	if byteAt(text, end) == '%' {
		zone := end + 1
		for isAlnum(byteAt(text, zone)) {
			zone++
		}
		if zone > end+1 {
			end = zone
		}
	}
	return span{start, end, ip}, !wordAfter(text, end)
}

// four returns the public IPv4 address that is all of text[start:end] but dots at its ends.
func four(text string, start, end int) (span, bool) {
	run := strings.TrimRight(text[start:end], ".")
	end = start + len(run)
	start += len(run) - len(strings.TrimLeft(run, "."))
	a, err := netip.ParseAddr(text[start:end])
	if err != nil || !isPublic(a) || wordBefore(text, start) || wordAfter(text, end) {
		return span{}, false
	}
	if isVersion(text, start, end) || end-start < 10 && !isAddressed(text, start, end) {
		return span{}, false
	}
	return span{start, end, ip}, true
}

var host = regexp.MustCompile(`(?i)(?:\b(?:ip|ipv4|addr|address|addresses|host|server|dns|gateway|proxy|ping|from|via)\b[^0-9<>\n]*|//|@)$`)

// isAddressed reports whether what stands beside the short address text[start:end] says that it is one: it is alone on
// its line, a port or the length of a network follows, or a word such as address or the mark of a URL stands before.
func isAddressed(text string, start, end int) bool {
	next := byteAt(text, end)
	if (next == ':' || next == '/') && isDigit(byteAt(text, end+1)) {
		return true
	}
	before := strings.TrimRight(text[max(0, start-24):start], ".")
	if (before == "" || strings.HasSuffix(before, "\n")) && (next == 0 || next == '\n' || next == '.') {
		return true
	}
	return host.MatchString(before)
}

// quad returns where the IPv4 address ends that begins at start, public or not; 0 where there is none.
func quad(text string, start int) int {
	end := start
	for isDigit(byteAt(text, end)) || byteAt(text, end) == '.' {
		end++
	}
	if a, err := netip.ParseAddr(text[start:end]); err != nil || !a.Is4() {
		return 0
	}
	return end
}

// isVersion reports whether the four numbers text[start:end] are a version or a part of a name, by what stands beside.
func isVersion(text string, start, end int) bool {
	switch before, next := byteAt(text, start-1), byteAt(text, end); {
	case next == '.' && isLetter(byteAt(text, end+1)), next == '-' && isLetter(byteAt(text, end+1)):
		return true
	case before == '/' || before == '-':
		return isLetter(byteAt(text, start-2))
	case before != ' ':
		return false
	}
	word := text[max(0, start-10) : start-1]
	word = strings.ToLower(word[strings.LastIndexAny(word, " \n\t(")+1:])
	switch strings.Trim(word, ".:") {
	case "version", "versions", "ver", "v", "release", "build", "rev", "revision", "firmware", "section":
		return true
	}
	return false
}

// isPublic reports whether a may be the address of somebody: none of the special-purpose blocks holds it.
func isPublic(a netip.Addr) bool {
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// special are the blocks of the IANA special-purpose registries (RFC 6890) that are not globally reachable, and multicast.
var special = prefixes("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 " +
	"192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 " +
	"::/127 64:ff9b:1::/48 100::/64 2001:2::/48 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/9 ff00::/8")

func prefixes(list string) (out []netip.Prefix) {
	for s := range strings.FieldsSeq(list) {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}
