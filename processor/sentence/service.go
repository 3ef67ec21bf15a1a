// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// names tells whether the text names the service.
func (v *Vocabulary) names(t string) bool {
	start, _ := v.nextName(t, 0)
	return start < len(t) && !ascii.ContainsFold(t, "sql") // SQL Server has the same numbers
}

// nextName returns where the service is named next, at or behind i; start is len(t) if it isn't.
func (v *Vocabulary) nextName(t string, i int) (start, end int) {
	for ; i < len(t); i++ {
		for _, host := range v.hosts { // first, as Apple's begins with another name
			if ascii.Lower(t[i]) == host[0] && hostAt(t, i, host) {
				return i, i + len(host)
			}
		}
		switch ascii.Lower(t[i]) {
		case 'v':
			if n := vpp(t, i); n > 0 {
				return i, i + n
			}
		case 's':
			if ascii.HasPrefixFold(t[i:], "stoken") && nameStarts(t, i) && nameEnds(t, i+6) {
				return i, i + 6
			}
		case 'a':
			if n := appsAndBooks(t, i); n > 0 {
				return i, i + n
			}
			if n := apple(t, i); n > 0 {
				return i, i + n
			}
		}
	}
	return len(t), len(t)
}

// nameStarts and nameEnds tell whether a name stands for itself, or is a part of an identifier written with capitals.
func nameStarts(t string, i int) bool {
	return i == 0 || !ascii.IsLetter(t[i-1]) || ascii.IsUpper(t[i]) && !ascii.IsUpper(t[i-1]) || escapedSpace(t, i)
}

func nameEnds(t string, end int) bool {
	return end >= len(t) || !ascii.IsLetter(t[end]) || ascii.IsUpper(t[end]) && !ascii.IsUpper(t[end-1])
}

func vpp(t string, i int) int {
	const n = len("vpp")
	if !ascii.HasPrefixFold(t[i:], "vpp") || !nameStarts(t, i) {
		return 0
	}
	if !nameEnds(t, i+n) && !ascii.IsUpper(t[i+n]) { // VPPAPIError
		return 0
	}
	if i > 0 && (t[i-1] == '_' || ascii.IsDigit(t[i-1])) || i+n < len(t) && (t[i+n] == '_' || ascii.IsDigit(t[i+n])) {
		return 0 // vpp_prod is a database
	}
	return n
}

// appsAndBooks recognises "Apps and Books" and "App and Book", run together or not.
func appsAndBooks(t string, i int) int {
	if !nameStarts(t, i) {
		return 0
	}
	j := i
	for _, part := range [...]string{"app", "and", "book"} {
		if j > i {
			j = skipJoint(t, j)
		}
		if !ascii.HasPrefixFold(t[j:], part) {
			return 0
		}
		j += len(part)
		if part != "and" && j < len(t) && ascii.Lower(t[j]) == 's' {
			j++
		}
	}
	if !nameEnds(t, j) {
		return 0
	}
	return j - i
}

func skipJoint(t string, i int) int {
	for i < len(t) && (ascii.IsSpace(t[i]) || t[i] == '-' || t[i] == '_') {
		i++
	}
	return i + fixedSpace(t[i:])
}

// otherProducts are what isn't the service behind the company's name. User agents name the last ones.
var otherProducts = [...]string{"pay", "push", "id", "music", "tv", "wallet", "card", "care", "script", "webkit", "coremedia"}

// apple recognises the company's name where it may stand for the service: not in its other products, nor in a dotted name or
// a mail address.
func apple(t string, i int) int {
	const n = len("apple")
	end := i + n
	if !ascii.HasPrefixFold(t[i:], "apple") || !nameStarts(t, i) || !nameEnds(t, end) {
		return 0
	}
	if i > 0 && t[i-1] == '.' || end+1 < len(t) && (t[end] == '.' || t[end] == '@') && ascii.IsLetter(t[end+1]) {
		return 0
	}
	next := skipJoint(t, end)
	for _, product := range otherProducts {
		if !ascii.HasPrefixFold(t[next:], product) {
			continue
		}
		after := next + len(product)
		if nameEnds(t, after) || ascii.Lower(t[after]) == 's' && nameEnds(t, after+1) {
			return 0
		}
	}
	before := t[:i]
	for _, word := range [...]string{"with", "in", "sign"} {
		before = strings.TrimRight(before, " -_")
		if len(before) < len(word) || !strings.EqualFold(before[len(before)-len(word):], word) {
			return n
		}
		before = before[:len(before)-len(word)]
	}
	return 0
}

func hostAt(t string, i int, host string) bool {
	if !ascii.HasPrefixFold(t[i:], host) {
		return false
	}
	if i > 0 && (ascii.IsWord(t[i-1]) || t[i-1] == '.' || t[i-1] == '-') {
		return false
	}
	end := i + len(host)
	return end == len(t) || !ascii.IsWord(t[end]) && t[end] != '-' && (t[end] != '.' || end+1 == len(t) || !ascii.IsWord(t[end+1]))
}
