package pii

import "strings"

// form is the public form of a token: a prefix, then a tail of at least low and at most high bytes of an alphabet; the
// tail is the longest run of that alphabet.
type form struct {
	prefix    string
	low, high int
	tail      alphabet
}

type alphabet func(c byte) bool

func isUpperBase32(c byte) bool { return 'A' <= c && c <= 'Z' || isDigit(c) }
func isBase64(c byte) bool      { return isAlnum(c) || c == '+' || c == '/' || c == '=' }
func isBase62(c byte) bool      { return isAlnum(c) }
func isBase64URL(c byte) bool   { return isAlnum(c) || c == '-' || c == '_' }
func isDotted(c byte) bool      { return isBase64URL(c) || c == '.' }

// forms are the tokens whose issuers publish a prefix so that they can be found. No form is a prefix of one after it.
var forms = []form{
	{"AKIA", 16, 16, isUpperBase32}, {"ASIA", 16, 16, isUpperBase32}, // Amazon Web Services
	{"ABIA", 16, 16, isUpperBase32}, {"ACCA", 16, 16, isUpperBase32},
	{"AGE-SECRET-KEY-1", 58, 58, isUpperBase32},                                        // age
	{"sk-ant-", 32, 256, isBase64URL},                                                  // Anthropic
	{"ATATT3", 64, 512, func(c byte) bool { return isBase64URL(c) || c == '=' }},       // Atlassian
	{"dapi", 32, 34, isBase64URL},                                                      // Databricks
	{"dop_v1_", 64, 64, isHex}, {"doo_v1_", 64, 64, isHex}, {"dor_v1_", 64, 64, isHex}, // DigitalOcean
	{"dckr_pat_", 20, 64, isBase64URL},                         // Docker
	{"dp.pt.", 40, 64, isBase62}, {"dp.st.", 40, 96, isDotted}, // Doppler
	{"figd_", 32, 128, isBase64URL},       // Figma
	{"github_pat_", 36, 255, isBase64URL}, // GitHub
	{"ghp_", 36, 255, isBase62}, {"gho_", 36, 255, isBase62}, {"ghu_", 36, 255, isBase62},
	{"ghs_", 36, 255, isBase62}, {"ghr_", 36, 255, isBase62},
	{"glpat-", 20, 300, isDotted}, {"gldt-", 20, 300, isDotted}, {"glrt-", 20, 300, isDotted}, // GitLab
	{"glptt-", 40, 64, isBase62}, {"glcbt-", 20, 64, isBase64URL}, {"glft-", 20, 64, isBase64URL},
	{"glsoat-", 20, 64, isBase64URL}, {"gloas-", 64, 64, isBase62}, {"glagent-", 50, 64, isBase64URL},
	{"GR1348941", 20, 20, isBase64URL},
	{"AIza", 35, 35, isBase64URL}, {"GOCSPX-", 28, 28, isBase64URL}, {"ya29.", 20, 1024, isDotted}, // Google
	{"glsa_", 41, 64, isBase64URL}, {"glc_", 32, 400, isBase62}, // Grafana
	{"hvs.", 24, 256, isBase64URL}, {"hvb.", 64, 512, isBase64URL}, // HashiCorp
	{"HRKU-", 36, 80, isBase64URL},                                                                                 // Heroku
	{"hf_", 34, 40, isBase62},                                                                                      // Hugging Face
	{"lin_api_", 40, 40, isBase62},                                                                                 // Linear
	{"NRAK-", 27, 27, isUpperBase32},                                                                               // New Relic
	{"ntn_", 40, 64, isBase62},                                                                                     // Notion
	{"npm_", 36, 36, isBase62},                                                                                     // npm
	{"sk-proj-", 40, 256, isBase64URL}, {"sk-svcacct-", 40, 256, isBase64URL}, {"sk-admin-", 40, 256, isBase64URL}, // OpenAI
	{"sk-or-v1-", 64, 64, isHex},                                                                               // OpenRouter
	{"sk-", 48, 64, isBase62},                                                                                  // OpenAI
	{"pscale_", 32, 96, isBase64URL},                                                                           // PlanetScale
	{"PMAK-", 59, 59, isBase64URL},                                                                             // Postman
	{"pypi-AgE", 50, 1024, isBase64URL},                                                                        // PyPI
	{"rubygems_", 48, 48, isHex},                                                                               // RubyGems
	{"SG.", 66, 66, isDotted},                                                                                  // SendGrid
	{"shpat_", 32, 32, isHex}, {"shpca_", 32, 32, isHex}, {"shppa_", 32, 32, isHex}, {"shpss_", 32, 32, isHex}, // Shopify
	{"xoxb-", 24, 256, isBase64URL}, {"xoxp-", 24, 256, isBase64URL}, {"xoxa-", 24, 256, isBase64URL}, // Slack
	{"xoxr-", 24, 256, isBase64URL}, {"xoxs-", 24, 256, isBase64URL}, {"xoxe-", 24, 256, isBase64URL},
	{"xoxe.xox", 24, 256, isBase64URL}, {"xapp-", 24, 256, isBase64URL},
	{"hooks.slack.com/services/T", 30, 80, func(c byte) bool { return isAlnum(c) || c == '/' }},
	{"sq0atp-", 22, 22, isBase64URL}, {"sq0csp-", 43, 43, isBase64URL}, // Square
	{"sk_live_", 16, 256, isBase62}, {"sk_test_", 16, 256, isBase62}, // Stripe
	{"rk_live_", 16, 256, isBase62}, {"rk_test_", 16, 256, isBase62}, {"whsec_", 32, 64, isBase62},
	{"SK", 32, 32, isHex}, // Twilio
}

// secrets finds tokens of forms, JSON Web Tokens and private keys. A token begins at the start of a word: a letter, a
// digit or an underscore before it hides it.
func secrets(text string) (spans []span) {
	for i := 0; i < len(text); i++ {
		if len(byStart[text[i]]) == 0 || isAlnum(text[i]) && i > 0 && (isAlnum(text[i-1]) || text[i-1] == '_') {
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

func (f form) end(text string, start int) int {
	rest, ok := strings.CutPrefix(text[start:], f.prefix)
	if !ok {
		return 0
	}
	n := run(rest[:min(len(rest), f.high+1)], f.tail)
	if n < f.low || n > f.high || wordAfter(rest, n) {
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
	n := run(text[start:], isDotted)
	token := strings.TrimRight(text[start:start+n], ".")
	if parts := strings.Count(token, ".") + 1; parts != 3 && parts != 5 || len(token) < 36 {
		return 0
	}
	return start + len(token)
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
