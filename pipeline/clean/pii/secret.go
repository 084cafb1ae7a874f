package pii

import (
	"math"
	"strings"
)

// form is the public form of a token: a prefix, then a tail of bytes of an alphabet, exactly length of them, or from
// length on all that there are. That a tail has no greatest length keeps masking idempotent: what is masked later, behind
// a hyphen in it, cannot make a token of what was none.
type form struct {
	prefix string
	length int
	exact  bool
	tail   alphabet
}

type alphabet func(c byte) bool

func isUpperBase32(c byte) bool { return 'A' <= c && c <= 'Z' || isDigit(c) }
func isWordByte(c byte) bool    { return isAlnum(c) || c == '_' }
func isBase64(c byte) bool      { return isAlnum(c) || c == '+' || c == '/' || c == '=' }
func isBase62(c byte) bool      { return isAlnum(c) }
func isBase64URL(c byte) bool   { return isAlnum(c) || c == '-' || c == '_' }
func isDotted(c byte) bool      { return isBase64URL(c) || c == '.' }

// forms are the tokens whose issuers publish a prefix so that they can be found. No form is a prefix of one after it.
var forms = []form{
	// Amazon Web Services
	{"AKIA", 16, true, isUpperBase32}, {"ASIA", 16, true, isUpperBase32},
	{"ABIA", 16, true, isUpperBase32}, {"ACCA", 16, true, isUpperBase32},
	// age
	{"AGE-SECRET-KEY-1", 58, true, isUpperBase32},
	// Anthropic
	{"sk-ant-", 32, false, isBase64URL},
	// Atlassian
	{"ATATT3", 64, false, func(c byte) bool { return isBase64URL(c) || c == '=' }},
	// Databricks
	{"dapi", 32, false, isBase64URL},
	// DigitalOcean
	{"dop_v1_", 64, true, isHex}, {"doo_v1_", 64, true, isHex}, {"dor_v1_", 64, true, isHex},
	// Docker
	{"dckr_pat_", 20, false, isBase64URL},
	// Doppler
	{"dp.pt.", 40, false, isBase62}, {"dp.st.", 40, false, isDotted},
	// Figma
	{"figd_", 32, false, isBase64URL},
	// GitHub
	{"github_pat_", 36, false, isBase64URL},
	{"ghp_", 36, false, isBase62}, {"gho_", 36, false, isBase62}, {"ghu_", 36, false, isBase62},
	{"ghs_", 36, false, isBase62}, {"ghr_", 36, false, isBase62},
	// GitLab
	{"glpat-", 20, false, isDotted}, {"gldt-", 20, false, isDotted}, {"glrt-", 20, false, isDotted},
	{"glptt-", 40, false, isBase62}, {"glcbt-", 20, false, isBase64URL}, {"glft-", 20, false, isBase64URL},
	{"glsoat-", 20, false, isBase64URL}, {"gloas-", 64, true, isBase62}, {"glagent-", 50, false, isBase64URL},
	{"GR1348941", 20, true, isBase64URL},
	// Google
	{"AIza", 35, true, isBase64URL}, {"GOCSPX-", 28, true, isBase64URL}, {"ya29.", 20, false, isDotted},
	// Grafana
	{"glsa_", 41, false, isBase64URL}, {"glc_", 32, false, isBase62},
	// HashiCorp
	{"hvs.", 24, false, isBase64URL}, {"hvb.", 64, false, isBase64URL},
	// Heroku
	{"HRKU-", 36, false, isBase64URL},
	// Hugging Face
	{"hf_", 34, false, isBase62},
	// Linear
	{"lin_api_", 40, true, isBase62},
	// New Relic
	{"NRAK-", 27, true, isUpperBase32},
	// Notion
	{"ntn_", 40, false, isBase62},
	// npm
	{"npm_", 36, true, isBase62},
	// OpenAI
	{"sk-proj-", 40, false, isBase64URL}, {"sk-svcacct-", 40, false, isBase64URL}, {"sk-admin-", 40, false, isBase64URL},
	// OpenRouter
	{"sk-or-v1-", 64, true, isHex},
	// OpenAI
	{"sk-", 48, false, isBase62},
	// PlanetScale
	{"pscale_", 32, false, isBase64URL},
	// Postman
	{"PMAK-", 59, true, isBase64URL},
	// PyPI
	{"pypi-AgE", 50, false, isBase64URL},
	// RubyGems
	{"rubygems_", 48, true, isHex},
	// SendGrid
	{"SG.", 66, true, isDotted},
	// Shopify
	{"shpat_", 32, true, isHex}, {"shpca_", 32, true, isHex}, {"shppa_", 32, true, isHex}, {"shpss_", 32, true, isHex},
	// Slack
	{"xoxb-", 24, false, isBase64URL}, {"xoxp-", 24, false, isBase64URL}, {"xoxa-", 24, false, isBase64URL},
	{"xoxr-", 24, false, isBase64URL}, {"xoxs-", 24, false, isBase64URL}, {"xoxe-", 24, false, isBase64URL},
	{"xoxe.xox", 24, false, isBase64URL}, {"xapp-", 24, false, isBase64URL},
	{"hooks.slack.com/services/T", 30, false, func(c byte) bool { return isAlnum(c) || c == '/' }},
	// Square
	{"sq0atp-", 22, true, isBase64URL}, {"sq0csp-", 43, true, isBase64URL},
	// Stripe
	{"sk_live_", 16, false, isBase62}, {"sk_test_", 16, false, isBase62},
	{"rk_live_", 16, false, isBase62}, {"rk_test_", 16, false, isBase62}, {"whsec_", 32, false, isBase62},
	// Twilio
	{"SK", 32, true, isHex},
}

// secrets finds tokens of forms, JSON Web Tokens and private keys. A token begins at the start of a word: a letter, a
// digit or an underscore before it hides it.
func secrets(text string) (spans []span) {
	for i := 0; i < len(text); i++ {
		if len(byStart[text[i]]) == 0 || isAlnum(text[i]) && i > 0 && isWordByte(text[i-1]) {
			continue
		}
		if end := secretEnd(text, i); end > 0 {
			spans = append(spans, span{i, end, secret})
			i = end - 1
		}
	}
	return spans
}

// ending returns where the secret ends that begins at start, or 0 where there is none.
type ending func(text string, start int) int

// byStart holds the endings by the byte that a secret begins with.
var byStart = bucketed()

func bucketed() (by [256][]ending) {
	for _, f := range forms {
		by[f.prefix[0]] = append(by[f.prefix[0]], f.end)
	}
	by['e'], by['-'] = append(by['e'], jwtEnd), append(by['-'], keyEnd)
	return by
}

// secretEnd returns where the secret ends that begins at start, or 0 where there is none.
func secretEnd(text string, start int) int {
	for _, f := range byStart[text[start]] {
		if end := f(text, start); end > 0 {
			return end
		}
	}
	return 0
}

func (f form) longest() int {
	if f.exact {
		return f.length
	}
	return math.MaxInt
}

func (f form) end(text string, start int) int {
	rest, ok := strings.CutPrefix(text[start:], f.prefix)
	if !ok {
		return 0
	}
	n := run(rest[:min(len(rest), f.longest())], f.tail)
	if !f.exact {
		n = len(strings.TrimRight(rest[:n], "."))
	} else if isWordByte(byteAt(rest, n-1)) && isWordByte(byteAt(rest, n)) {
		return 0
	}
	if n < f.length {
		return 0
	}
	return start + len(f.prefix) + n
}

// run returns how many bytes at the start of s are of the alphabet.
func run(s string, a alphabet) int {
	n := 0
	for n < len(s) && a(s[n]) {
		n++
	}
	return n
}

// jwtEnd returns where the JSON Web Token ends that begins at start, or 0 where there is none: three parts in base64url
// joined by dots (RFC 7519; five when encrypted, RFC 7516), the first of which is a JSON object, so that it begins with eyJ.
func jwtEnd(text string, start int) int {
	if !strings.HasPrefix(text[start:], "eyJ") || start > 0 && isDotted(text[start-1]) {
		return 0
	}
	end, at := 0, start
	for part := 1; part <= 5; part++ {
		n := run(text[at:], isBase64URL)
		if n == 0 {
			break
		}
		if at += n; part == 3 || part == 5 {
			end = at
		}
		if byteAt(text, at) != '.' {
			break
		}
		at++
	}
	if end-start < 36 {
		return 0
	}
	return end
}

// keyEnd returns where the private key ends that begins at start, or 0 where there is none: from BEGIN to END of the textual
// encoding (RFC 7468), whatever kind of private key it is. Where there is no END, as in an excerpt, the key is the header
// and the lines of base64 under it.
func keyEnd(text string, start int) int {
	const begin, end, dashes = "-----BEGIN ", "-----END ", "-----"
	rest, ok := strings.CutPrefix(text[start:], begin)
	if !ok {
		return 0
	}
	label, _, ok := strings.Cut(rest[:min(len(rest), 64)], dashes)
	if !ok || !strings.Contains(label, "PRIVATE KEY") {
		return 0
	}
	at := start + len(begin) + len(label) + len(dashes)
	foot := end + label + dashes
	if body := strings.Index(text[at:], dashes); body >= 0 && strings.HasPrefix(text[at+body:], foot) {
		return at + body + len(foot)
	}
	for byteAt(text, at) == '\n' {
		n := run(text[at+1:], isBase64)
		if n < 32 {
			break
		}
		at += 1 + n
	}
	return at
}
