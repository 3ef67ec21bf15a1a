// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The reference for marks, and for the names in front of them.

// refNumber parses a documented number; 0 if it isn't one.
func refNumber(digits string) int {
	if n, _ := strconv.Atoi(digits); digits == strconv.Itoa(n) && catalog.Default().Documented(n) {
		return n
	}
	return 0
}

// refMarked returns the start of the mark of the number between before and after; -1 if there is none. beside: the wording is next
// to the number; behind: the wording is later in the line.
func refMarked(before, after string, number int, beside, behind bool) int {
	sep := re(`[ \t:=>#("'*\\]*$`).FindString(before)
	front := strings.TrimSuffix(before, sep)
	if strings.Contains(sep, "==") || strings.Contains(sep, ">=") {
		return -1
	}
	colon, equals := strings.Contains(sep, ":"), strings.Contains(sep, "=")
	words := re(`(ERROR|ERR|ERRNO)((?:number|code|no)\.?)$`).ReplaceAllString(front, "$1\x00$2")                             // ERROR code
	words = re(`([A-Z])([A-Z][a-z])`).ReplaceAllString(re(`([a-z])([A-Z])`).ReplaceAllString(words, "$1\x00$2"), "$1\x00$2") // VPP Error
	numbered, tag := has(words, `(?i)(?:number|code|no)\.?$`) && !has(words, `(?i)errno$`), strings.Contains(strings.ReplaceAll(sep, "=>", ""), ">")
	if tag && !numbered {
		words = ""
	}
	var class func(end int, packages string) bool
	start := func(expression string) int {
		m := re(expression).FindStringSubmatchIndex(words)
		if m == nil {
			return -1
		}
		at := len(strings.ReplaceAll(words[:m[2]], "\x00", ""))
		ended := has(words[:m[2]], `\.[ \t_-]+$`) // the previous sentence
		isOwn := class(len(strings.TrimRight(before[:at], " \t_-.:]")), "") && !has(re(`[A-Za-z0-9_\x00]*[ \t_.:\]\x00-]*$`).FindString(words[:m[2]]), refProducts)
		owner := words[:m[2]]
		if object := re(`[ \t\n\v]*\{[ \t\n\v\x00]*$`).FindString(owner); !has(owner[:len(owner)-len(object)], `(?i)(?:^|[^a-z])(?:json|xml|yaml|php|http|graphql)$`) {
			owner = owner[:len(owner)-len(object)]
		}
		if !ended && !isOwn && has(owner, refOwners+"|"+refProducts) {
			return -1
		}
		return at
	}
	class = func(end int, packages string) bool { // reports whether the identifier that ends there names the service
		first := end - len(re(packages+`[A-Za-z0-9_]*$`).FindString(before[:end]))
		return slices.ContainsFunc(vocabulary.findNames(before[:end], nil), func(n name) bool {
			return n.party != ofCompany && n.party != ofSQLServer && first <= n.start
		})
	}
	switch at := start(`(?i)(?:^|[^a-z?&])(error|err|errno)$`); {
	case has(words, `(?i)(?:^|[^a-z?&])(?:error|err|errno)$`):
		name := re(`(?:^|[\n\v"'])?[A-Za-z0-9_.:\\$*]*[A-Za-z0-9](?:[.\\$]|::)[A-Za-z0-9_]*$`).FindString(before[:max(0, at)])
		qualified := strings.HasPrefix(sep, ": ") && has(before[max(0, at):], `^E`) && name != "" &&
			(len(name) == max(0, at) || has(name, `^[\n\v"']`) || strings.Count(name, ".") != 1)
		if at < 0 || (has(before[:at], `[A-Za-z0-9]$`) || qualified) && !class(at, refPackages) || has(words, `(?:[^A-Z]|\x00)(?i:key|value|lookup)\x00?[Ee]rror$`) && has(before[:at], `[A-Za-z0-9]$`) && !class(at, "") {
			return -1
		}
		if isOthers(before[:at]) {
			return -1
		}
		line := re(`[^\n\v|"']*$`).FindString(strings.TrimRight(before[:at], " \t[(<"))
		others := re(`[A-Za-z]+`).ReplaceAllStringFunc(line, func(word string) string { return re(refCalendar).ReplaceAllString(word, "") })
		isSentence := has(others, `[A-Za-z]{2}`) && !has(line, `[\[\](){}<>]|[0-9]:[0-9]`)
		isHead := !isSentence && has(others, `(?:^|[^A-Za-z])[A-Za-z]?$`)
		rest := strings.TrimLeft(after, ")]>:|")
		goesOn := (rest != after || has(after, `^[ \t]`)) && !strings.HasPrefix(rest, `"`) && has(rest, `^[ -/:-@\[-\x60{-~\t\x1e\x1f]*[^ -/:-@\[-\x60{-~\t\n\v\x1e\x1f]`)
		if !beside && has(words, `ERROR$`) && (has(after, `^ --- \[`) || sep == ":" && has(after, `^:[^ \n\t\v]`) ||
			!strings.ContainsAny(sep, `="'\`) && isHead && goesOn) {
			if behind {
				return at
			}
			return -1 // a level
		}
		isKey := has(after, refPair)
		if !beside && has(after, refMeasured) && !isKey {
			return -1
		}
		other := re(`^[ \t]([A-Za-z]+)(?:[^A-Za-z]|$)`).FindStringSubmatch(after)
		if !colon && (!equals || !strings.ContainsAny(sep, `"'`)) || beside || other == nil || isKey ||
			slices.ContainsFunc(refWordings, func(w *refWording) bool { return w.of(number) && has(w.text, `^(?i:`+other[1]+`)(?:[^a-z]|$)`) }) {
			return at
		}
		return -1
	case has(words, `(?i)(?:^|[^a-z?&])(?:error|err|errno)(?:[ \t_.\x00-]?(?:number|code|no)|[ \t_.\x00-]no\.)$`):
		return start(`(?i)(?:^|[^a-z?&])(error|err|errno)(?:[ \t_.\x00-]?(?:number|code|no)|[ \t_.\x00-]no\.)$`)
	case has(words, `(?i)(?:^|[^a-z?&])(?:error|err|errno)(?: \(|, )code$`):
		at := start(`(?i)(?:^|[^a-z?&])(error|err|errno)(?: \(|, )code$`)
		if at >= 0 && (has(before[:at], `[A-Za-z0-9]$`) && !class(at, refPackages) || isOthers(before[:at])) {
			return -1
		}
		return at
	case has(words, `(?i)(?:^|[^a-z?&])code$`) && (colon || equals || sep == ""):
		word := re(`([A-Za-z]*)[_.-]*([ \t]*)$`).FindStringSubmatch(front[:len(front)-len("code")])
		ended := has(front, `(?i)\.[ \t]+code$`) // the previous sentence
		if !ended && (equals && word[2] != "" && has(word[1], refOtherCodes) || (!equals || word[2] == "") && !has(word[1], refOwnCodes)) {
			return -1
		}
		return start(`(?i)(code)$`)
	}
	if strings.HasSuffix(before, "(") && has(after, `^\)[^A-Za-z0-9_\n\v\x{80}-\x{10ffff}]*(?:[\n\v]|$)`) {
		for _, m := range re(`[A-Za-z0-9.\\$:](?:Error|Err|Errno|ERROR): `).FindAllStringIndex(before, -1) {
			if !strings.ContainsAny(before[m[0]:], "\n\v") && class(m[0]+1, refPackages) {
				return len(before)
			}
		}
	}
	return -1
}

// isOthers reports whether a text ends with an identifier and a joint, and the identifier doesn't say that it may be the service's.
func isOthers(t string) bool {
	id := re(`[A-Za-z0-9_.-]*[A-Za-z0-9][_-]+$`).FindString(t)
	return id != "" && !has(id, refOwn) && !vocabulary.Names(strings.TrimRight(id, "_-"))
}

const (
	refLabel    = `(?i)(?:(?:^|[(\[{,;:."'])[ \n\t\v]*(number|code)[ :=>#("'*\\]+|=[^ \n\t\v]*[ \n\t\v]+(number)=[ :=>#("'*\\]*)$`
	refPackages = `(?:[A-Za-z0-9_]*[A-Za-z0-9](?:[.\\$]|::))*`
	refCalendar = `(?i)^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|utc|gmt|cest|cet|am|pm)$`
	refPair     = `^[ \t][A-Za-z][A-Za-z0-9_.\x{80}-\x{10ffff}-]*=`
	refMeasured = `^[ \t](?:[%€£°]|(?i:` + refUnits + `)(?:$|[^A-Za-z:]))`
	refUnits    = `m?s|secs?|seconds?|min(?:ute)?s?|hours?|days?|[kmg]?b|[kmg]ib|bytes?|[kmg]?hz|m?v|[km]?w|[kmgt]?wh|kvar?|percent|eur|usd|gbp|[rt]x|packets|` +
		`frames|drops|bits|times|retries|attempts|requests|calls|errors|warnings|failures|records|rows|lines|items|entries|users|devices|` +
		`tokens|licen[sc]es|assets|assignments|seats`
	refProducts     = `(?i)(?:^|[^a-z])(?:redis|stripe|mysql)(?:[\x000-9_.$]+[a-z\x000-9_.$]*)?[ \t_.:\]\x00-]*$`
	refOwners       = `(?i)(?:^|[^a-z])(?:os|system|dns|socket|http|redis|type|range|no)[0-9]*[ \t_.\x00-]*$`
	refOwn          = `(?i)^(?:apple|vpp)[_-]+$|(?:^|[^a-z])(?:api|last|the|request|response|result|call|server|client|service|remote|mdm|sync|license|token|assets?|assign|assignment|association)[_-]+$`
	refPunctuation  = `[^A-Za-z0-9_\n\v\x{80}-\x{10ffff}]`
	refKey          = `[A-Za-z0-9_\x{80}-\x{10ffff}][A-Za-z0-9_.\x{80}-\x{10ffff}-]*`
	refSentenceEnds = `^[^A-Za-z0-9_.;|!?\n\v\x{80}-\x{10ffff}]*(?:[;|!?\n\v]|\.[^A-Za-z0-9_\x{80}-\x{10ffff}]|\.?$|` + refKey + `=|"` + refKey + `"[ \n\v]*:|'` + refKey + `'[ \n\v]*:|<(?:/[A-Za-z]|(?i:br)(?:[^A-Za-z]|$)))`
	refInline       = `(?i)</(?:a|b|big|code|em|font|i|kbd|mark|q|samp|small|span|strong|tt|u)([^a-z]|$)`
)

// refLabeled returns the wording beside a labeled number t[start:end], and its label and the next key; "" if there is none.
func refLabeled(t string, start, end, number int, spots []refSpot) (wording string) {
	label := re(refLabel).FindStringSubmatchIndex(t[:start])
	if label == nil {
		return ""
	}
	start = max(label[2], label[4])
	after := t[end:min(len(t), end+64)]
	key := re(`^[ \n\t\v,;:"']*[A-Za-z]+`).FindString(after)
	if !has(key, `(?i)(?:^|[^a-z])(?:message|msg|text|reason|description|detail|err|error)$`) || !has(after[len(key):], `^[ \n\t\v]*[=:"']`) {
		key = ""
	}
	isBracketed := has(t[:start], `\([ \n\t\v]*$`) && strings.HasPrefix(after, ")")
	if key == "" && !isBracketed && !has(re(refInline).ReplaceAllString(after, "<$1"), refSentenceEnds) {
		return ""
	}
	end += len(key)
	for _, s := range spots {
		isNext := s.start >= end && has(t[end:s.start], refNextTo) || s.end <= start && has(t[s.end:start], refNextTo)
		if s.of(number) && isNext && len(s.text) > len(wording) {
			wording = s.text
		}
	}
	return wording
}

// refLineNames reports whether the line of t[at] names the company.
func refLineNames(t string, at int, names names) bool {
	return slices.ContainsFunc(names, func(n name) bool {
		return n.party == ofCompany && !strings.ContainsAny(t[min(at, n.start):max(at, n.end)], "\n\v")
	})
}

// refFront reports whether the company is named right in front of a mark, and whether no word there names an owner of the error.
func refFront(before string, names names) (company, open bool) {
	said := re(`(?i)(apple)(?:` + refPunctuation + `+(?:api|the|an|with|returned|responded|answered|s)){0,3}` + refPunctuation + `*$`).FindStringSubmatchIndex(before)
	company = len(said) > 0 && slices.ContainsFunc(names, func(n name) bool { return n.party == ofCompany && n.end == said[3] }) && !has(before[said[3]:], `^"|[;.|]`) && (!has(before[:said[2]], `[:=][ \t]*$`) || !has(before[said[3]:], `,`))
	gap := re(refPunctuation + `*$`).FindString(before)
	rest := strings.TrimSuffix(before, gap)
	open = rest == "" || has(rest, `[\n\v]$`) || has(rest, `(?i)(?:^|[^a-z])(?:the|an|with|got|returned|api)$`) || gap == "" && has(rest, `(?i)(?:^|[^a-z0-9_.-])(?:apple|vpp)_*$`) || !has(gap, `^(?:["'](?:[ \t]+|[ \t]*(?:[./\\-]|::))|[ \t]*(?:[./\\-]|::)?)$`)
	return company, open
}

// refHold reports whether at is in one of the lists.
func refHold(lists [][2]int, at int) bool {
	return slices.ContainsFunc(lists, func(l [2]int) bool { return l[0] < at && at < l[1] })
}

// refPrinted reports whether the line of t[at] is one of JSON, or of another list, that was logged line by line.
func refPrinted(t string, at int, spots []refSpot) bool {
	head := re(`[^\n\v]*$`).FindString(t[:at])
	line := head + re(`^[^\n\v]*`).FindString(t[at:])
	isAlone := !has(strings.TrimSuffix(t[:at], head), `\{[\n\v]`)
	only := []byte(t)
	for _, s := range spots {
		copy(only[s.start:s.end], strings.Repeat("\x00", s.end-s.start))
	}
	hasOne := len(re(refErrorKey).FindAllString(t, -1)) == 1 && len(re(`\x00+|\b[0-9]+\b`).FindAll(only, -1)) == 1
	isMember := hasOne && has(t, `^[ \n\v]*(?:'\w+'|"\w+")`) || has(t, `^[ \n\v]*(?:-|\[[^\n\v]*\] =>)|,[ \n\v]*$`)
	isLast := isMember && !has(t, `[^ \n\v].*[\n\v](?s:.*)[^ \n\v]`)
	if isLast && has(string(only), `^[^\x00[:word:]\x{80}-\x{10ffff}]*`+refErrorKey+`(?:[^[:word:]\x{80}-\x{10ffff}]|\b`+refErrorKey+`\b|\b[0-9]+\b)*$`) {
		return true
	}
	return isAlone && has(line, `^[ \t]?"\w+"[ \t]?:[ \t,]*["{[0-9-]`) || has(line, `^[ \t]*[^ \t"]`) && has(line, `^[^"]*"(?i:error)\w*"[ \t]?:[ \t,]*(?:"[^"]*"?|[0-9]+)[ \t,]*$`)
}

const refErrorKey = `(?i:error_?(?:message|number))`
