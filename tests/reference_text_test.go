// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// phrase is a wording in the form that is compared, without its final full stop.
type phrase struct {
	text    string
	length  int
	alone   bool
	numbers []int
}

var spellings = strings.NewReplacer("’", "'", "`", "", "\u00a0", " ", "\t", " ")

func plain(text string) string {
	text = spellings.Replace(strings.ToLower(text))
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return text
}

// phrases are all wordings of a catalog, the longest first.
func phrases(rows []catalog.Error) (all []phrase) {
	for _, row := range rows {
		wordings := append([]catalog.Wording{{Text: row.Message, SufficientAlone: row.SufficientAlone}}, row.OtherWordings...)
		for _, w := range wordings {
			text := strings.TrimSuffix(strings.TrimSpace(plain(w.Text)), ".")
			if text == "" {
				continue
			}
			i := slices.IndexFunc(all, func(p phrase) bool { return p.text == text })
			if i < 0 {
				i = len(all)
				all = append(all, phrase{text: text, length: utf8.RuneCountInString(text)})
			}
			all[i].alone = all[i].alone || w.SufficientAlone
			if !slices.Contains(all[i].numbers, row.Number) {
				all[i].numbers = append(all[i].numbers, row.Number)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b phrase) int { return len(b.text) - len(a.text) })
	return all
}

var (
	aMark = regexp.MustCompile(`(?i)(?:^|[^a-z0-9_])(?:(?:errno|error|err)(?:[ _.-]?(?:number|no|code))?[:=#("' ]{1,3}|code(?:=|: ))$`)
	// Words that say whose number it is.
	notOurs     = regexp.MustCompile(`(?i)\b(?:status|promo|exit|os|system|dns|socket|redis) (?:code|error)[:=#("' ]{1,3}$`)
	bareError   = regexp.MustCompile(`(?i)error: ?$`)
	appleFront  = regexp.MustCompile(`(?i)(?:^|[ (:])Apple (?:API |returned )?(?:errno|error|err|code)[^\n]{0,12}$`)
	appleWord   = regexp.MustCompile(`(?i)(?:^|[ (:])Apple(?:[ ,:)]|$)`)
	frontWord   = regexp.MustCompile(`(?i)(?:^|[^a-z0-9 ]|(?:^|[ ])(?:the|an|with|got|returned|API)) ?(?:errno|error|err|code)[^\n]{0,12}$`)
	standsAlone = regexp.MustCompile(`[0-9]+`)
	sqlClass    = regexp.MustCompile(`^[^ \t\n"'{\[<]*(?:MSSQL|SqlException|ODBC|sqlState)[^ \t\n"'{\[<]*$`)
	sqlText     = regexp.MustCompile(`(?s)^[^{\[].*sqlState`) // JSON is read string by string
	sqlServer   = regexp.MustCompile(`SQL Server|MSSQL|SqlException|ODBC|Severity: 16`)
	sayStatus   = regexp.MustCompile(`(?i)(?:vpp|apps and books)[^:\n]{0,40}? (?:answered|returned|responded|replied)(?: HTTP| status)? ([1-5][0-9][0-9])(?:[,.;:)]|$)`)
	frameLine   = regexp.MustCompile(`(?m)^\s+at .*\(.*\)$`)
)

// ownNames matches the service's own names, as words of prose or of identifiers.
func ownNames(hosts []string) *regexp.Regexp {
	names := `(?i:(?:^|[^a-z0-9_/])(?:vpp|apps and books|app and book|stoken|asdservererrordomain)(?:$|[^a-z0-9_/]))`
	for _, host := range hosts {
		names += "|(?i:" + regexp.QuoteMeta(host) + ")"
	}
	return regexp.MustCompile(names + `|[Vv][Pp][Pp][A-Z][a-z]|[a-z]VPP(?:[^a-zA-Z0-9_]|$|[A-Z][a-z])|[a-z]Vpp(?:[^a-zA-Z0-9_]|$)`)
}

type place struct{ number, from, to int }

// sentences returns the numbers that a text reports. rest reports whether the rest of the record names the service.
func (s *reference) sentences(text, names string, rest bool) (told []int) {
	text = frameLine.ReplaceAllString(text, "")
	sql := sqlServer.MatchString(text)
	named := s.names.MatchString(names) && !sql
	rest = rest && !sql
	norm := plain(text)
	wordings := s.wordingsIn(norm)
	var found []place
	for _, at := range standsAlone.FindAllStringIndex(norm, -1) {
		number, err := strconv.Atoi(norm[at[0]:at[1]])
		before, after := norm[:at[0]], norm[at[1]:]
		if err == nil && s.documented(number) && isAlone(before, after) && s.tells(number, before, after, at, wordings, named, rest, sql) {
			found = append(found, place{number, at[0], at[1]})
		}
	}
	for _, w := range wordings {
		p := s.phrases[w.number]
		isTold := func(f place) bool { return slices.Contains(p.numbers, f.number) }
		ends := strings.TrimLeft(norm[w.to:], ` "')]`)
		ended := ends == "" || strings.ContainsAny(ends[:1], ".!?\n")
		first := p.numbers[0]
		one := len(p.numbers) == 1 || first == 9816 || first == 9609
		if !slices.ContainsFunc(found, isTold) && (p.alone || named && p.length >= 24 && ended && one) {
			found = append(found, place{first, w.from, w.to})
		}
	}
	slices.SortStableFunc(found, func(a, b place) int { return a.from - b.from })
	for _, f := range found {
		told = append(told, f.number)
	}
	return told
}

// wordingsIn returns the phrases in a text, by their index; of those that overlap, the longest.
func (s *reference) wordingsIn(norm string) (all []place) {
	for i, p := range s.phrases {
		for from := 0; ; {
			at := strings.Index(norm[from:], p.text)
			if at < 0 {
				break
			}
			w := place{i, from + at, from + at + len(p.text)}
			from = w.to
			overlaps := func(o place) bool { return w.from < o.to && o.from < w.to }
			if !isWordEnd(norm[:w.from], norm[w.to:]) || slices.ContainsFunc(all, overlaps) {
				continue
			}
			all = append(all, w)
		}
	}
	return all
}

const wordLetters = "abcdefghijklmnopqrstuvwxyz0123456789_"

func isWordEnd(before, after string) bool {
	return (before == "" || !strings.ContainsAny(before[len(before)-1:], wordLetters)) &&
		(after == "" || !strings.ContainsAny(after[:1], wordLetters))
}

func isAlone(before, after string) bool {
	return isWordEnd(before, after) && (before == "" || !strings.ContainsAny(before[len(before)-1:], ".:-")) &&
		!strings.HasPrefix(after, "-") && (len(after) < 2 || after[0] != '.' || after[1] < '0' || after[1] > '9')
}

func (s *reference) tells(number int, before, after string, at []int, wordings []place, named, rest, sql bool) bool {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	follows, _, _ := strings.Cut(after, "\n")
	mark := aMark.FindStringIndex(line)
	marked := mark != nil && !notOurs.MatchString(line)
	has, beside, long := false, false, false
	for _, w := range wordings {
		p := s.phrases[w.number]
		if !slices.Contains(p.numbers, number) {
			continue
		}
		has = true
		between := ""
		if w.to <= at[0] {
			between = before[w.to:]
			marked = marked && w.to <= len(before)-len(line)+mark[0]+1 // the mark isn't a part of the wording
		} else if w.from >= at[1] {
			between = after[:w.from-at[1]]
			if bareError.MatchString(line) && strings.Trim(between, " -:") == "" {
				follows = ""
			}
		}
		if !strings.ContainsAny(between, wordLetters) {
			beside, long = true, long || p.length >= 24
		}
	}
	if marked && bareError.MatchString(line) && strings.ContainsAny(follows, wordLetters) {
		marked = false
	}
	apple := !sql && appleWord.MatchString(line+" "+follows)
	switch {
	case has && marked, beside && (long || named || rest || apple):
		return true
	case marked:
		return named || !sql && appleFront.MatchString(line) || rest && frontWord.MatchString(line)
	}
	return false
}
