package quality

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxException is the length in bytes of the longest exception.
const maxException = 16

// exceptions has the English words that the tokenizer does not cut by its rules, with the lengths of all parts but the last.
var exceptions = newExceptions()

// mayBeException is false for most words that are no exceptions: it has a place for some of their bytes and their length.
var mayBeException = newMayBeException()

// exception returns the lengths of the parts of s but the last, and whether s is an exception.
func exception(s string) ([]int, bool) {
	if s == "" || len(s) > maxException || !mayBeException[place(s)] {
		return nil, false
	}
	parts, ok := exceptions[s]
	return parts, ok
}

func place(s string) uint {
	n := len(s)
	return (uint(s[0])*499 + uint(s[n/2])*61 + uint(s[n-1])*5 + uint(n)) % 8192
}

// contractions are words and what is put to them, each with | before a part.
var contractions = []struct{ words, endings string }{
	{"i", "|'m |'m|a"},
	{"i you he she it we they who what when where why how there that this these those", "|'ll |'ll|'ve |'d |'d|'ve"},
	{"i you we they who what when where why how there these those", "|'ve"},
	{"you we they who what when where why how there these those", "|'re"},
	{"he she it who what when where why how there that this", "|'s"},
	{"ca could do does did had may might must need ought sha should wo would", "|n't |n't|'ve"},
	{"could might must should would not", "|'ve"},
	{"ai are is was were have has dare", "|n't"},
}

// parted are other words that are cut; their | is where.
const parted = "y'|all y|all can|not gon|na got|ta let|'s c'm|on how|'d|'y Can|not Gon|na Got|ta Let|'s C'm|on How|'d|'y " +
	"°|C|. °|F|. °|K|. °|c|. °|f|. °|k|."

// unparted are what the contractions would be without their apostrophe and that are words of their own.
const unparted = "Ill ill Its its Hell hell Shell shell Shed shed were Were Well well Whore whore"

// entire are words that are not cut at all.
const entire = "'d 'em 'll 'nuff 'S 's ‘S ‘s 're 'cause 'Cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout and/or w/o ma'am Ma'am " +
	"o'clock O'clock lovin' Lovin' havin' Havin' doin' Doin' goin' Goin' nothin' Nothin' nuthin' Nuthin' ol' Ol' " +
	"somethin' Somethin' C++ ' '' \\\") ä. ö. ü. a.m. p.m. Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. Gov. " +
	"i.e. I.e. I.E. Inc. Jr. Ltd. Md. Messrs. Mo. Mont. Mr. Mrs. Ms. Mt. Ph.D. Prof. Rep. Rev. Sen. St. vs. v.s. " +
	"Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Ak. Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ia. " +
	"Id. Ill. Ind. Kan. Kans. Ky. La. Mass. Mich. Minn. Miss. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Okla. Ore. " +
	"Pa. S.C. Tenn. Va. Wash. Wis."

func newExceptions() map[string][]int {
	t := map[string][]int{}
	for _, c := range contractions {
		for word := range strings.FieldsSeq(c.words) {
			for ending := range strings.FieldsSeq(c.endings) {
				putWord(t, word+ending)
				putWord(t, strings.ReplaceAll(word+ending, "'", ""))
			}
		}
	}
	for word := range strings.FieldsSeq(unparted) {
		delete(t, word)
	}
	for word := range strings.FieldsSeq(parted + " " + entire) {
		put(t, word)
	}
	for _, hour := range strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12") {
		for _, half := range []string{"am", "a.m.", "pm", "p.m."} {
			put(t, hour+"|"+half)
		}
	}
	for r := 'a'; r <= 'z'; r++ {
		put(t, string(r)+".")
	}
	return t
}

// putWord puts a word, and it with a capital letter.
func putWord(t map[string][]int, word string) {
	put(t, word)
	r, size := utf8.DecodeRuneInString(word)
	put(t, string(unicode.ToUpper(r))+word[size:])
}

// put puts a word, and it with curved apostrophes.
func put(t map[string][]int, word string) {
	for _, w := range []string{word, strings.ReplaceAll(word, "'", "’")} {
		parts := strings.Split(w, "|")
		lengths := make([]int, len(parts)-1)
		for i := range lengths {
			lengths[i] = len(parts[i])
		}
		t[strings.Join(parts, "")] = lengths
	}
}

func newMayBeException() (t [8192]bool) {
	for _, word := range slices.Sorted(maps.Keys(exceptions)) {
		t[place(word)] = true
	}
	return t
}

// longestUnit is the length in bytes of the longest unit of measure.
const longestUnit = len("اكواب")

// units are the units of measure that are cut from a number.
var units = newUnits()

func newUnits() map[string]bool {
	t := map[string]bool{}
	for u := range strings.FieldsSeq("km m dm cm mm км м дм см мм كم م سم مم") {
		t[u], t[u+"²"], t[u+"³"] = true, true, true
	}
	for u := range strings.FieldsSeq("ha µm nm yd in ft kg g mg µg t lb oz m/s km/h kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB " +
		"T G M K % нм кг г мг м/с км/ч кПа Па мбар Кб КБ кб Мб МБ мб Гб ГБ гб Тб ТБ тб غرام جرام جم كغ ملغ كوب اكواب") {
		t[u] = true
	}
	return t
}
