// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The search of a text once more, slow and obvious: regular expressions, and every place looked at.

// refWording is a documented text.
type refWording struct {
	text    string
	numbers []int64 // the first is the one that it stands for alone
	alone   bool
	re      *regexp.Regexp
}

func (w *refWording) long() bool { return len(w.text) >= 24 }

var refWordings = func() (all []*refWording) {
	c := catalog.Default()
	for _, number := range c.Numbers() {
		for _, said := range c.Wordings(number) {
			text := catalog.Normalize(said.Text)
			i := slices.IndexFunc(all, func(w *refWording) bool { return w.text == text })
			if i < 0 {
				i = len(all)
				all = append(all, &refWording{text: text, re: refWordingRE(text)})
			}
			w := all[i]
			w.alone = w.alone || said.SufficientAlone
			if slices.Contains(w.numbers, int64(number)) {
				continue
			}
			if owner, _ := c.ByWording(said.Text); owner == number {
				w.numbers = slices.Insert(w.numbers, 0, int64(number))
			} else {
				w.numbers = append(w.numbers, int64(number))
			}
		}
	}
	return all
}()

// refWordingRE allows for any case, white space, back-ticks and kind of apostrophe.
func refWordingRE(text string) *regexp.Regexp {
	var b strings.Builder
	for i, c := range text {
		switch {
		case c == ' ':
			b.WriteString("(?:[ \\t\\r\\n\\v\\f`\u00a0]|\\\\{1,8}[nrt]|\\\\u00a0)+")
			continue
		case i > 0:
			b.WriteString("`*")
		}
		switch {
		case c == '\'':
			b.WriteString(`(?:['’‘]|\\{1,8}(?:u2019|u2018|u0027|'))`)
		case c == '/':
			b.WriteString(`\\{0,8}/`)
		case 'a' <= c && c <= 'z':
			b.WriteString("[" + string(c) + strings.ToUpper(string(c)) + "]")
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	return regexp.MustCompile(b.String())
}

// refSpot is where a wording stands.
type refSpot struct {
	w          *refWording
	start, end int
}

// refSpots returns all places where wordings stand as whole words, but for those inside a longer one.
func refSpots(t string) (spots []refSpot) {
	for _, w := range refWordings {
		for from := 0; from < len(t); {
			loc := w.re.FindStringIndex(t[from:])
			if loc == nil {
				break
			}
			start, end := from+loc[0], from+loc[1]
			from = start + 1
			if wordCharacter.MatchString(t[end:]) || beforeWord.MatchString(t[:start]) && !escapedBreak.MatchString(t[:start]) {
				continue
			}
			spots = append(spots, refSpot{w, start, end})
		}
	}
	slices.SortStableFunc(spots, func(a, b refSpot) int { return a.start - b.start })
	all := slices.Clone(spots)
	return slices.DeleteFunc(spots, func(s refSpot) bool {
		return slices.ContainsFunc(all, func(o refSpot) bool {
			return o.start <= s.start && s.end <= o.end && len(o.w.text) > len(s.w.text)
		})
	})
}

var (
	wordCharacter = regexp.MustCompile(`^[A-Za-z0-9_]`)
	beforeWord    = regexp.MustCompile(`[A-Za-z0-9_]$`)
	escapedBreak  = regexp.MustCompile(`\\[nrt]$`)
	digitsRE      = regexp.MustCompile(`[0-9]+`)
	punctuation   = `(?:\\[nrt]|[\x00-/:-@\[-` + "`" + `{-\x7f]|[\x{a0}«»·]|[\x{2000}-\x{207f}\x{2180}-\x{21bf}\x{3000}-\x{303f}\x{ff00}-\x{ff7f}])*`
	behindNumber  = regexp.MustCompile(`^` + punctuation)
	beforeNumber  = regexp.MustCompile(punctuation + `$`)
	lineOfJSONRE  = regexp.MustCompile(`^[ \t\r\n]*"[A-Za-z0-9_]+"[ \t\r\n]*:`)
)

// refHear returns what a text says, in order.
func refHear(t string) (said []heard) {
	if lineOfJSONRE.MatchString(t) {
		return nil
	}
	spots := refSpots(t)
	lists := refLists(t)
	named := refNames(t)
	var places []refSaid
	// A stack trace repeats its message: what was said before is said once.
	before := map[string]bool{}
	once := func(what ...any) bool {
		key := fmt.Sprint(what...)
		defer func() { before[key] = true }()
		return before[key]
	}
	say := func(number int64, at int, anonymous bool) { places = append(places, refSaid{number, at, anonymous}) }
	for _, loc := range digitsRE.FindAllStringIndex(t, -1) {
		if lists.hold(loc[0]) {
			continue
		}
		n, err := strconv.ParseInt(t[loc[0]:loc[1]], 10, 64)
		if err != nil || t[loc[0]] == '0' || !catalog.Default().Documented(int(n)) || !refEndsAlone(t[loc[1]:]) {
			continue
		}
		anywhere := false
		var next *refWording // the longest that stands next to it
		for _, s := range spots {
			if !slices.Contains(s.w.numbers, n) {
				continue
			}
			anywhere = anywhere || !lists.hold(s.start) || !refIndexed(s.w)
			if s.start == loc[1]+len(behindNumber.FindString(t[loc[1]:])) ||
				s.end == loc[0]-len(beforeNumber.FindString(t[:loc[0]])) {
				if next == nil || len(s.w.text) > len(next.text) {
					next = s.w
				}
			}
		}
		marked := refMarked(t, loc[0], loc[1], n, next != nil)
		beside := next != nil && (marked || refBeginsAlone(t[:loc[0]]))
		switch {
		case !marked && !beside || once(n, marked, next):
		case marked && anywhere, beside && next.long():
			say(n, loc[0], false)
		default:
			say(n, loc[0], !named)
		}
	}
	for _, s := range spots {
		if lists.hold(s.start) || !refIndexed(s.w) || once(s.w.text) {
			continue
		}
		number, anonymous := s.w.numbers[0], !named && !s.w.alone
		if i := slices.IndexFunc(places, func(p refSaid) bool { return slices.Contains(s.w.numbers, p.number) }); i >= 0 {
			if anonymous || !places[i].anonymous {
				continue // it tells nothing more
			}
			number = places[i].number
		}
		places = append(places, refSaid{number, s.start, anonymous})
	}
	slices.SortStableFunc(places, func(a, b refSaid) int { return a.at - b.at })
	answers := refAnswers(t)
	for _, p := range places {
		i := slices.IndexFunc(said, func(h heard) bool { return h.Number == p.number })
		if i < 0 {
			i = len(said)
			said = append(said, heard{Number: p.number, NeedsService: p.anonymous})
		}
		said[i].NeedsService = said[i].NeedsService && p.anonymous
		if said[i].Status == 0 {
			said[i].Status = refStatus(answers, p.at)
		}
	}
	return said
}

type refSaid struct {
	number    int64
	at        int
	anonymous bool // somebody else has to name the service
}

// refIndexed tells whether a wording may count without a number.
func refIndexed(w *refWording) bool { return w.long() || w.alone }
