// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// A slow and obvious implementation of the rules. It checks every position, and shares only the names, frames and paths with the
// tested code. These and the statuses are tested by examples.

var expressions sync.Map

// has reports whether a text matches an expression.
func has(t, expression string) bool { return re(expression).MatchString(t) }

// re compiles each expression once.
func re(expression string) *regexp.Regexp {
	compiled, ok := expressions.Load(expression)
	if !ok {
		compiled = regexp.MustCompile(expression)
		expressions.Store(expression, compiled)
	}
	return compiled.(*regexp.Regexp)
}

// refWording is a documented text, with the number that it means without one next to it.
type refWording struct {
	text       string
	numbers    []int
	number     int
	sufficient bool
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
			all[i].numbers, all[i].sufficient = append(all[i].numbers, n), all[i].sufficient || said.SufficientAlone
			all[i].number, _ = c.ByWording(said.Text)
		}
	}
	return all
}()

// refRepair replaces what is left of an apostrophe that a charset has spoilt.
func refRepair(t string) string {
	t = strings.NewReplacer("â€™", "’", "â\u0080\u0099", "’", "´", "’", "ʼ", "’", "\u0092", "’").Replace(t)
	return re("([A-Za-z])`([tTsS](?:[^A-Za-z0-9_\\x{80}-\\x{10ffff}]|$))").ReplaceAllString(strings.ToValidUTF8(t, "\ufffd"), "$1’$2")
}

// refDecode decodes escapes.
func refDecode(t string) string {
	return refRepair(re(`\\+(?:[nrt"'/]|u[0-9a-fA-F]{4}|x[89a-fA-F][0-9a-fA-F])?`).ReplaceAllStringFunc(t, func(escape string) string {
		end := strings.TrimLeft(escape, `\`)
		if n, err := strconv.ParseUint(strings.TrimLeft(end, "ux"), 16, 32); err == nil && !has(string(rune(n)), `[A-Za-z_\x{fffd}]`) {
			return string(rune(n))
		} else if len(end) == 1 {
			return strings.NewReplacer("n", "\n", "r", "\n", "t", " ").Replace(end)
		}
		return `\` + end
	}))
}

// refUnclear matches texts for which the rules define nothing.
const refUnclear = "[^\ufffd\\n\\r\\t -~‘’“”「」：（é→—日µ\u00a0]|`[`\\\\[:^ascii:]]|[^ -~]`|\\\\u0060|\\\\u(?i:fffd)"

// refClean normalizes characters, and replaces white space with one character.
func refClean(t string) string {
	t = strings.NewReplacer("\r", "\n", "\t", " ", "\u00a0", " ", "&amp;", "&", "&quot;", `"`, "&#34;", `"`, "&#x22;", `"`, "&apos;", "'", "&#39;", "'", "&#x27;", "'", "&#8217;", "'", "&rsquo;", "'", "&#x2019;", "'", "‘", "'", "’", "'", "“", `"`, "”", `"`, "&lt;", "<", "&gt;", ">", "（", "(", "→", "\x1f", "—", "\x1f", "「", "\x1f", "」", "\x1f").Replace(re(`([^0-9]|^)：`).ReplaceAllString(re(`([0-9])：`).ReplaceAllString(refDecode(t), "$1:"), "$1: "))
	t = re("\ufffd+").ReplaceAllString(t, "\x1e")
	const color = `(?:(?:\^\[|#033)\[[0-9;]{0,16}m|\[[0-9;]{1,16}m)`
	const word = `([A-Za-z0-9_\x{80}-\x{10ffff}])`
	const joined = word + color + "+" + word
	for _, dropped := range [][2]string{{joined, "$1 $2"}, {joined, "$1 $2"}, {color, ""}, {"(^|[ \n])`", "$1"}, {"`([ \n]|$)", "$1"}, {"([0-9])`|`([0-9])", "$1'$2"}, {"([A-Za-z_])`([A-Za-z_])", "$1 $2"}, {"([A-Za-z_])`([A-Za-z_])", "$1 $2"}, {"`", ""}} {
		t = re(dropped[0]).ReplaceAllString(t, dropped[1])
	}
	return re(`[ \n]+`).ReplaceAllStringFunc(t, func(s string) string {
		switch {
		case strings.HasSuffix(s, "\n"):
			return "\n"
		case strings.Contains(s, "\n"):
			return "\v"
		}
		return " "
	})
}

// refMask hides frames and paths.
func refMask(t string) string {
	b := []byte(t)
	for _, h := range vocabulary.findPaths(t, findFrames(t, nil)) {
		copy(b[h.start:h.end], bytes.Repeat([]byte{masked}, h.end-h.start))
	}
	return string(b)
}

// refLower has only lower-case letters and spaces.
func refLower(t string) string {
	return re(`[A-Z]+`).ReplaceAllStringFunc(re(`[\n\t\v]`).ReplaceAllString(t, " "), strings.ToLower)
}

// refSpot is the position of a wording.
type refSpot struct {
	*refWording
	start, end int
}

// refSpots returns, in order, the positions of wordings in whole words, except those inside longer wordings or lists.
func refSpots(t string, lists [][2]int) (spots []refSpot) {
	flat := refLower(t)
	for range 2 { // they may overlap
		flat = re(`([a-z])[?\x1e]([a-z])`).ReplaceAllString(flat, "$1'$2")
	}
	for i := range flat {
		for _, w := range refWordings {
			if end := i + len(w.text); strings.HasPrefix(flat[i:], w.text) && !has(t[:i], `[A-Za-z0-9_]$`) && !has(t[end:], `^[A-Za-z0-9_]`) {
				spots = append(spots, refSpot{w, i, end})
			}
		}
	}
	all := slices.Clone(spots)
	return slices.DeleteFunc(spots, func(s refSpot) bool {
		return refHold(lists, s.start) || slices.ContainsFunc(all, func(o refSpot) bool { return o.start <= s.start && s.end <= o.end && len(o.text) > len(s.text) })
	})
}

// refErrors returns the errors in a text, without their statuses.
func refErrors(text string) (told []Error) {
	t := refMask(refClean(text))
	lists := refLists(t)
	spots := refSpots(t, lists)
	names := vocabulary.findNames(t, nil)
	sql := names.has(ofSQLServer)
	type claimed struct {
		Error
		at int
	}
	var claims []claimed
	said := make(map[string]bool)
	claim := func(number, at int, sure, company, open bool, key string) {
		sure = sure || !sql && (company || names.has(ofService, ofDevice))
		if key = fmt.Sprint(key, sure, open); !said[key] && (sure || open && !sql) {
			claims = append(claims, claimed{Error{Number: int64(number), NeedsService: !sure}, at})
			said[key] = true
		}
	}
	for _, d := range re(`[0-9]+`).FindAllStringIndex(t, -1) {
		group := re(`^,[0-9]{3}`).FindString(t[d[1]:])
		if d[1]-d[0] > 3 || has(t[d[1]:], `^,[0-9]{4}`) {
			group = ""
		}
		number := refNumber(t[d[0]:d[1]] + strings.TrimPrefix(group, ","))
		if number != 0 && group == "" && has(t[d[1]:], `^\.0(?:[^A-Za-z0-9_.]|$)`) {
			group = ".0"
		}
		before, after := t[:d[0]], t[d[1]+len(group):]
		d[1] += len(group)
		joined := slices.ContainsFunc(spots, func(s refSpot) bool {
			return s.of(number) && s.start >= d[1] && has(t[d[1]:s.start], `^[-/]`) && has(t[d[1]:s.start], refNextTo)
		})
		if number == 0 || !has(after, refEndsAlone) && !joined || refHold(lists, d[0]) || refPrinted(t, d[0], spots) {
			continue
		}
		anywhere, next, behind := false, "", false
		for _, s := range spots {
			if s.of(number) {
				anywhere = true
				behind = behind || s.start >= d[1] && !strings.ContainsAny(t[d[1]:s.start], "\n\v")
				if s.start >= d[1] && has(t[d[1]:s.start], refNextTo) || s.end <= d[0] && has(t[s.end:d[0]], refNextTo) {
					next = []string{next, s.text}[max(0, cmp.Compare(len(s.text), len(next)))]
				}
			}
		}
		labeled := ""
		if next == "" {
			labeled = refLabeled(t, d[0], d[1], number, spots)
			next = labeled
		}
		mark := refMarked(before, after, number, next != "", behind)
		if group != "" && (mark < 0 || !has(before[mark:], `(?i)(?:number|code|no)[^a-z]*$`)) {
			continue
		}
		both := number == 9603 && next == "internal error" && has(before, `(?i)(?:^|[^a-z0-9_])internal.error[ :=>#("'*\\]*$`) // wording and mark
		isCount := strings.HasSuffix(before, "(") && has(after, refMeasured) && !has(after, refPair)
		if mark >= 0 || next != "" && !isCount && (labeled != "" || has(before, refBeginsAlone)) {
			company, open := refLineNames(t, d[0], names), true
			if next == "" {
				if company, open = refFront(before[:mark], names); has(before[max(0, mark-1):], `^\[(?i:errno)`) { // Python's
					company, open = false, false
				}
			}
			claim(number, d[0], mark >= 0 && anywhere && !both || len(next) >= 24, company, open, fmt.Sprint(number, mark >= 0 && !both, next))
		}
	}
	var counting []refSpot // the longer one of two that overlap
	for _, s := range spots {
		if n := len(counting) - 1; len(s.text) < 24 && !s.sufficient || n >= 0 && s.start < counting[n].end && len(s.text) <= len(counting[n].text) {
			continue
		} else if n >= 0 && s.start < counting[n].end {
			counting = counting[:n]
		}
		counting = append(counting, s)
	}
	for _, s := range counting {
		number := s.number
		if i := slices.IndexFunc(claims, func(c claimed) bool { return s.of(int(c.Number)) }); i >= 0 {
			number = int(claims[i].Number)
		}
		if (s.sufficient || has(re(refInline).ReplaceAllString(t[s.end:], "<$1"), refSentenceEnds)) && !refPrinted(t, s.start, spots) {
			claim(number, s.start, s.sufficient, false, false, s.text)
		}
	}
	slices.SortStableFunc(claims, func(a, b claimed) int { return a.at - b.at })
	for _, e := range claims {
		i := slices.IndexFunc(told, func(o Error) bool { return o.Number == e.Number })
		if i < 0 {
			told = append(told, e.Error)
			continue
		}
		told[i].NeedsService = told[i].NeedsService && e.NeedsService
	}
	return told
}

// refLists returns the bounds of all lists of possible errors. A list ends with the bracket that closes its first one, if there is
// a part of an error between them, or else with the text.
func refLists(t string) (lists [][2]int) {
	for from := 0; ; {
		name := re("(?i:error)[-_]?(?i:codes)()(?:[^A-Za-z]|$)").FindStringSubmatchIndex(t[from:])
		if name == nil {
			return lists
		}
		front := re(`[A-Za-z0-9_-]*$`).ReplaceAllString(t[:from+name[0]], "")
		from += name[2]
		isLogger := has(front, `[.:]$`) && has(t[from:], `^[ \t:-]+[A-Za-z]`) && !has(t[from:], `^[ \t:-]+(?i:error)`)
		constant := re("^[\"'\\\\`)\\]}>]*(?:::|->|#)([A-Za-z]{1,5})").FindStringSubmatch(t[from:])
		if isLogger || has(front, `/$`) && has(t[from:], `^[)>]`) || len(constant) > 0 && !strings.EqualFold(constant[1], "error") {
			continue
		}
		if !has(t[from:], "^[\"'\\\\`)\\]}>]*(?:[./](?:[^A-Za-z]|$|(?i:error))|[^A-Za-z./\"'\\\\`)\\]}> \\t]|[ \\t]+(?:[^A-Za-z \\t]|$)|$|[A-Za-z])") {
			continue
		}
		start, end := from, len(t)
		if opens := re("^[ \\t\\n\"'\\\\`)\\]}>]*[:=][ \\t\\n\"'\\\\`)\\]}>:=]*[\\[({]").FindString(t[start:]); opens != "" {
			first := start + len(opens) - 1
			pair := map[byte]string{'[': "[]", '(': "()", '{': "{}"}[t[first]]
			for i := first + 1; i <= len(t); i++ {
				if inside := t[first:i]; strings.Count(inside, pair[:1]) == strings.Count(inside, pair[1:]) {
					plain := has(inside[1:len(inside)-1], `^[0-9, "']*$`) && has(t[i:], `^(?:[,;)}]|[ \t\n\v]*[.-]*(?:`+refKey+`)?=)`)
					if plain || has(inside, `(?i)message|number`) {
						end = i
					}
					break
				}
			}
		}
		lists, from = append(lists, [2]int{start, end}), end
	}
}

const (
	refEndsAlone   = `^(?:$|[.,:](?:$|[^0-9.,:]|[.,:](?:$|[^0-9]))|\.[,:][0-9]|,[.:][0-9]|:[.,][0-9]|[-/@+](?:$|[^0-9A-Za-z])|\x1f(?:$|[^0-9])|\|(?:$|[^a-zA-Z]|[a-zA-Z]{3}|(?i:[^cghdsm]|[cghds][a-z]|m(?:$|[^s])))|[^A-Za-z0-9_.,:/@+%€£°件條条個个台人次건명개|\x1f\x{80}-\x{2e7f}-])`
	refBeginsAlone = `(?:^|(?:^|[^0-9]),|[^A-Za-z0-9_.,:/@+%$&~^\x{80}-\x{2e7f}-])$`
	refNextTo      = `^[^A-Za-z0-9\x{80}-\x{10ffff}]{0,64}$`

	refOwnCodes   = `^(?i:with|returned|returns|return|got|received|apple|vpp|books|stoken|failure|fault|failed|exceptions?|errors|api|the|a|and|reason|result|service|)$`
	refOtherCodes = `^(?i:status|promo|exit|zip|postal|area|country|product|discount|coupon|redemption|verification|security|access|pin|invite|currency|language|bar|qr|source|response|http|school|location|site|campus|district|org|organization|building|room|department|group|customer|license|order|redeem|voucher|gift|plan|store|storefront|region|tenant)$`
)
