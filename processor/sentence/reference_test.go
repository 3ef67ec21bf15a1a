// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The rules once more, slow and plain: every place is looked at, and nothing is shared with what is tested.

// refWording is a documented text; alone, it is the first of its numbers.
type refWording struct {
	text    string
	numbers []string
	alone   bool
}

func (w refWording) long() bool            { return len(w.text) >= 24 }
func (w refWording) counts() bool          { return w.long() || w.alone }
func (w refWording) of(number string) bool { return slices.Contains(w.numbers, number) }

// refWordings are all of them, refStarts the words that those of a number begin with.
var refWordings, refStarts = func() (all []refWording, starts map[string][]string) {
	c := catalog.Default()
	starts = make(map[string][]string)
	for _, n := range c.Numbers() {
		number := strconv.Itoa(n)
		for _, said := range c.Wordings(n) {
			text := strings.TrimRight(refLower(refClean(strings.ReplaceAll(said.Text, "`", ""))), " .")
			i := slices.IndexFunc(all, func(w refWording) bool { return w.text == text })
			if i < 0 {
				i = len(all)
				all = append(all, refWording{text: text})
			}
			w := &all[i]
			w.alone = w.alone || said.SufficientAlone
			starts[number] = append(starts[number], refWord.FindString(text))
			if owner, _ := c.ByWording(said.Text); owner == n {
				w.numbers = append([]string{number}, w.numbers...)
			} else {
				w.numbers = append(w.numbers, number)
			}
		}
	}
	return all, starts
}()

var (
	refWord   = regexp.MustCompile(`^[A-Za-z]+`)
	refEscape = regexp.MustCompile(`\\+(?:[nrt"'/]|u[0-9a-fA-F]{4})?`)
	refSpaces = regexp.MustCompile(`[ \n]+`)
	refInWord = regexp.MustCompile(`[A-Za-z0-9_]`)
	refDigits = regexp.MustCompile(`[0-9]+`)
	refJSON   = regexp.MustCompile(`^[ \n\t\v]?"[A-Za-z0-9_]+"[ \n\t\v]?:`)
	refSQL    = regexp.MustCompile(`(?i)sql`)
)

// refClean decodes escapes, then has one way of writing each character, then one character for white space.
func refClean(t string) string {
	t = refEscape.ReplaceAllStringFunc(t, func(escape string) string {
		end := strings.TrimLeft(escape, `\`)
		if n, err := strconv.ParseUint(strings.TrimPrefix(end, "u"), 16, 32); err == nil && end[0] == 'u' {
			if r := rune(n); 0xd800 <= r && r < 0xe000 || refInWord.MatchString(string(r)) {
				return `\` + end
			} else if r != '`' {
				return string(r)
			}
			return ""
		}
		if end == "" {
			return `\`
		}
		return strings.NewReplacer("n", "\n", "r", "\n", "t", " ").Replace(end)
	})
	t = strings.Map(func(r rune) rune {
		if '\uff01' <= r && r <= '\uff5e' && !unicode.In(r, unicode.L, unicode.N) {
			if r -= 0xfee0; r == '`' {
				return -1
			}
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
		case r < 0x80:
			return r
		case unicode.IsPunct(r) || 0x2000 <= r && r < 0x2070 || 0x2190 <= r && r < 0x2200 || 0x3000 <= r && r < 0x3040:
			return 0x1f
		}
		return unicode.ToLower(r)
	}, t)
	for _, tick := range [][2]string{{"(^|[ \n])`+", "$1"}, {"`+([ \n]|$)", "$1"}, {"([0-9])`+|`+([0-9])", "$1'$2"}, {"([A-Za-z_\u0080-\U0010ffff])`+([A-Za-z_\u0080-\U0010ffff])", "$1 $2"}, {"`", ""}} {
		t = regexp.MustCompile(tick[0]).ReplaceAllString(t, tick[1])
	}
	return refSpaces.ReplaceAllStringFunc(t, func(s string) string {
		return map[[2]bool]string{{false, false}: " ", {false, true}: "\n", {true, false}: "\t", {true, true}: "\v"}[[2]bool{len(s) > 12, strings.Contains(s, "\n")}]
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
	w          refWording
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
			return o.start <= s.start && s.end <= o.end && len(o.w.text) > len(s.w.text)
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
	var claims []Error
	said := make(map[string]bool)
	names := refNames(t)
	replies := refReplies(t, names)
	named := len(names) > 0 && !refSQL.MatchString(t)
	claim := func(number string, at int, sure bool, key string) {
		if !said[key] {
			n, _ := strconv.ParseInt(number, 10, 64)
			claims = append(claims, Error{Number: n, Unnamed: !named && !sure, Status: refStatus(replies, at), at: at})
		}
		said[key] = true
	}
	for _, d := range refDigits.FindAllStringIndex(t, -1) {
		number, before, after := t[d[0]:d[1]], t[:d[0]], t[d[1]:]
		if refStarts[number] == nil || !refEndsAlone.MatchString(after) || refHold(lists, d[0]) {
			continue
		}
		anywhere, next := false, refWording{}
		for _, s := range spots {
			if s.w.of(number) {
				anywhere = true
				if len(s.w.text) > len(next.text) && (s.start >= d[1] && refNextTo.MatchString(t[d[1]:s.start]) || s.end <= d[0] && refNextTo.MatchString(t[s.end:d[0]])) {
					next = s.w
				}
			}
		}
		marked := refMarked(before, after, number, next.text != "")
		if marked || next.text != "" && refBeginsAlone.MatchString(before) {
			claim(number, d[0], marked && anywhere || next.long(), number+strconv.FormatBool(marked)+next.text)
		}
	}
	var counting []refSpot // of two that overlap, the longer
	for _, s := range spots {
		if n := len(counting) - 1; !s.w.counts() {
			continue
		} else if n >= 0 && s.start < counting[n].end {
			if len(s.w.text) <= len(counting[n].w.text) {
				continue
			}
			counting = counting[:n]
		}
		counting = append(counting, s)
	}
	for _, s := range counting {
		number := s.w.numbers[0]
		if i := slices.IndexFunc(claims, func(e Error) bool { return s.w.of(strconv.FormatInt(e.Number, 10)) }); i >= 0 {
			number = strconv.FormatInt(claims[i].Number, 10)
		}
		claim(number, s.start, s.w.alone, s.w.text)
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
