// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The rules once more, slow and plain: every place is looked at, and nothing is shared with what is tested.

// refWording is a documented text, of which the number is meant where it is alone.
type refWording struct {
	text    string
	numbers []int
	number  int
	alone   bool
}

func (w *refWording) of(n int) bool { return slices.Contains(w.numbers, n) }

var refWordings = func() (all []*refWording) {
	c := catalog.Default()
	for _, n := range c.Numbers() {
		for _, said := range c.Wordings(n) {
			text := strings.TrimRight(refLower(refClean(strings.ReplaceAll(said.Text, "`", ""))), " .")
			i := slices.IndexFunc(all, func(w *refWording) bool { return w.text == text })
			if i < 0 {
				i = len(all)
				all = append(all, &refWording{text: text})
			}
			all[i].numbers, all[i].alone = append(all[i].numbers, n), all[i].alone || said.SufficientAlone
			all[i].number, _ = c.ByWording(said.Text)
		}
	}
	return all
}()

// refNumber reads a documented number, 0 if it is none.
func refNumber(digits string) int {
	if n, _ := strconv.Atoi(digits); digits == strconv.Itoa(n) && catalog.Default().Documented(n) {
		return n
	}
	return 0
}

var (
	refWord   = regexp.MustCompile(`^[A-Za-z]+`)
	refEscape = regexp.MustCompile(`\\+(?:[nrt"'/]|u[0-9a-fA-F]{4})?`)
	refTicks  = []struct {
		re *regexp.Regexp
		by string
	}{
		{regexp.MustCompile("(^|[ \n])`"), "$1"}, {regexp.MustCompile("`([ \n]|$)"), "$1"}, {regexp.MustCompile("([0-9])`|`([0-9])"), "$1'$2"},
		{regexp.MustCompile("([A-Za-z_\u0080-\U0010ffff])`([A-Za-z_\u0080-\U0010ffff])"), "$1 $2"}, {regexp.MustCompile("`"), ""},
	}
	refSpaces = regexp.MustCompile(`[ \n]+`)
	refInWord = regexp.MustCompile(`[A-Za-z0-9_]`)
	refDigits = regexp.MustCompile(`[0-9]+`)
	refJSON   = regexp.MustCompile(`^[ \n\t\v]?"[A-Za-z0-9_]+"[ \n\t\v]?:`)
	refSQL    = regexp.MustCompile(`(?i)sql`)
)

// refClean decodes escapes, then has one way of writing each character, then one character for white space.
func refClean(t string) string {
	t = refEscape.ReplaceAllStringFunc(t, func(escape string) string {
		switch end := strings.TrimLeft(escape, `\`); {
		case end == "":
			return `\`
		case end[0] == 'u':
			n, _ := strconv.ParseUint(end[1:], 16, 32)
			if 0xd800 <= n && n < 0xe000 || refInWord.MatchString(string(rune(n))) {
				return `\` + end
			}
			return strings.Trim(string(rune(n)), "`")
		default:
			return strings.NewReplacer("n", "\n", "r", "\n", "t", " ").Replace(end)
		}
	})
	t = strings.Map(func(r rune) rune {
		if '\uff01' <= r && r <= '\uff5e' && !unicode.In(r, unicode.L, unicode.N) {
			r -= 0xfee0
		}
		switch {
		case strings.ContainsRune("‘’‛′", r):
			return '\''
		case strings.ContainsRune("“”„‟″«»", r):
			return '"'
		case strings.ContainsRune("\n\r\u2028\u2029", r):
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case r >= 0x80 && (unicode.IsPunct(r) || 0x2000 <= r && r < 0x2070 || 0x2190 <= r && r < 0x2200 || 0x3000 <= r && r < 0x3040):
			return 0x1f
		case r >= 0x80:
			return unicode.ToLower(r)
		}
		return r
	}, t)
	for _, tick := range refTicks {
		t = tick.re.ReplaceAllString(t, tick.by)
	}
	return refSpaces.ReplaceAllStringFunc(t, func(s string) string {
		i := 0
		if len(s) > 12 {
			i += 2
		}
		if strings.Contains(s, "\n") {
			i++
		}
		return string(" \n\t\v"[i])
	})
}

// refLower has capitals and white space no more.
func refLower(t string) string {
	b := []byte(t)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		} else if c == '\n' || c == '\t' || c == '\v' {
			b[i] = ' '
		}
	}
	return string(b)
}

// refSpot is where a wording is.
type refSpot struct {
	*refWording
	start, end int
}

// refSpots returns, in order, where wordings are as whole words, but inside longer ones and lists.
func refSpots(t string, lists [][2]int) (spots []refSpot) {
	flat := refLower(t)
	for i := range flat {
		for _, w := range refWordings {
			end := i + len(w.text)
			if strings.HasPrefix(flat[i:], w.text) && (i == 0 || !refInWord.MatchString(t[i-1:i])) && (end == len(t) || !refInWord.MatchString(t[end:end+1])) {
				spots = append(spots, refSpot{w, i, end})
			}
		}
	}
	all := slices.Clone(spots)
	return slices.DeleteFunc(spots, func(s refSpot) bool {
		return refHold(lists, s.start) || slices.ContainsFunc(all, func(o refSpot) bool {
			return o.start <= s.start && s.end <= o.end && len(o.text) > len(s.text)
		})
	})
}

// refErrors returns what a text tells.
func refErrors(text string) (told []Error) {
	t := refClean(text)
	if refJSON.MatchString(t) {
		return nil
	}
	lists := refLists(t)
	spots := refSpots(t, lists)
	names := refNames(t)
	replies := refReplies(t, names)
	named := len(names) > 0 && !refSQL.MatchString(t)
	var claims []Error
	said := make(map[string]bool)
	claim := func(number, at int, sure bool, key string) {
		if !said[key] {
			claims = append(claims, Error{int64(number), !named && !sure, refStatus(replies, at), at})
		}
		said[key] = true
	}
	for _, d := range refDigits.FindAllStringIndex(t, -1) {
		number, before, after := refNumber(t[d[0]:d[1]]), t[:d[0]], t[d[1]:]
		if number == 0 || !refEndsAlone.MatchString(after) || refHold(lists, d[0]) {
			continue
		}
		anywhere, next := false, ""
		for _, s := range spots {
			if s.of(number) {
				anywhere = true
				if s.start >= d[1] && refNextTo.MatchString(t[d[1]:s.start]) || s.end <= d[0] && refNextTo.MatchString(t[s.end:d[0]]) {
					next = []string{next, s.text}[max(0, cmp.Compare(len(s.text), len(next)))]
				}
			}
		}
		marked := refMarked(before, after, number, next != "")
		if marked || next != "" && refBeginsAlone.MatchString(before) {
			claim(number, d[0], marked && anywhere || len(next) >= 24, fmt.Sprint(number, marked, next))
		}
	}
	var counting []refSpot // of two that overlap, the longer
	for _, s := range spots {
		if n := len(counting) - 1; len(s.text) < 24 && !s.alone || n >= 0 && s.start < counting[n].end && len(s.text) <= len(counting[n].text) {
			continue
		} else if n >= 0 && s.start < counting[n].end {
			counting = counting[:n]
		}
		counting = append(counting, s)
	}
	for _, s := range counting {
		number := s.number
		if i := slices.IndexFunc(claims, func(e Error) bool { return s.of(int(e.Number)) }); i >= 0 {
			number = int(claims[i].Number)
		}
		claim(number, s.start, s.alone, s.text)
	}
	slices.SortStableFunc(claims, func(a, b Error) int { return a.at - b.at })
	for _, e := range claims {
		i := slices.IndexFunc(told, func(o Error) bool { return o.Number == e.Number })
		if e.at = 0; i < 0 {
			told = append(told, e)
			continue
		}
		told[i].Unnamed, told[i].Status = told[i].Unnamed && e.Unnamed, cmp.Or(told[i].Status, e.Status)
	}
	return told
}

var (
	refListName    = regexp.MustCompile("rror(?:C|_c)odes")
	refListAfter   = regexp.MustCompile("^[\"'\\\\`)\\]}>]*(?:\\.(?:[^A-Za-z]|$|(?i:error))|[^A-Za-z.\"'\\\\`)\\]}> \\t\\n]|[ \\t\\n]+(?:[^A-Za-z \\t\\n]|$)|$|[A-Za-z])")
	refListOpens   = regexp.MustCompile("^[ \\t\\n\"'\\\\`)\\]}>]*[:=][ \\t\\n\"'\\\\`)\\]}>:=]*[\\[({]")
	refListMembers = regexp.MustCompile(`(?i)message|number`)
)

// refLists returns from where to where all lists of all possible errors go: up to the bracket that closes the first one, if
// there is something of an error between them, else up to the end.
func refLists(t string) (lists [][2]int) {
	for from := 0; ; {
		name := refListName.FindStringIndex(t[from:])
		if name == nil {
			return lists
		}
		if from += name[1]; !refListAfter.MatchString(t[from:]) {
			continue
		}
		start, end := from, len(t)
		if opens := refListOpens.FindString(t[start:]); opens != "" {
			first := start + len(opens) - 1
			pair := map[byte]string{'[': "[]", '(': "()", '{': "{}"}[t[first]]
			for i := first + 1; i <= len(t); i++ {
				if inside := t[first:i]; strings.Count(inside, pair[:1]) == strings.Count(inside, pair[1:]) {
					if refListMembers.MatchString(inside) {
						end = i
					}
					break
				}
			}
		}
		lists, from = append(lists, [2]int{start, end}), end
	}
}

func refHold(lists [][2]int, at int) bool {
	return slices.ContainsFunc(lists, func(l [2]int) bool { return l[0] < at && at < l[1] })
}
