// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// span is a part of a text.
type span struct{ start, end int }

// names of the service, and what begins like one and is none. The words of a phrase are joined by white space, hyphens and
// underscores, or run together; a word's final "s?" may be there.
var (
	serviceNames = [][]string{{"apps?", "and", "books?"}, {"stoken"}, {"vpp"}, {"apple"}}
	otherNames   = [][]string{
		{"sign", "in", "with", "apple"},
		{"apple", "pays?"}, {"apple", "pushs?"}, {"apple", "ids?"}, {"apple", "musics?"}, {"apple", "tvs?"}, {"apple", "wallets?"}, {"apple", "cards?"},
		{"apple", "cares?"}, {"apple", "scripts?"}, {"apple", "webkits?"}, {"apple", "coremedias?"}, // the last ones in user agents
	}
)

func (v *Vocabulary) setNames(hosts []string) {
	begins := "vsa"
	for _, host := range hosts {
		v.hosts = append(v.hosts, strings.ToLower(host))
		begins += host[:1]
	}
	for _, c := range strings.ToLower(begins) + strings.ToUpper(begins) {
		v.beginsName[byte(c)] = true
	}
}

// findNames appends where the service is named.
func (v *Vocabulary) findNames(t string, names []span) []span {
	for i := 0; i < len(t); {
		if !v.beginsName[t[i]] {
			i++
			continue
		}
		end, named := v.nameAt(t, i)
		if named {
			names = append(names, span{i, end})
		}
		i = max(i+1, end)
	}
	return names
}

// nameAt returns where the name at t[i] ends, 0 if there is none, and whether it is the service's.
func (v *Vocabulary) nameAt(t string, i int) (end int, named bool) {
	for _, host := range v.hosts { // first, as Apple's begins with another name
		if isHost(t, i, host) {
			return i + len(host), true
		}
	}
	if !nameStarts(t, i) {
		return 0, false
	}
	for _, name := range otherNames {
		if end := phraseEnd(t, i, name); end > 0 {
			return end, false
		}
	}
	end = serviceName(t, i)
	return end, end > 0
}

func serviceName(t string, i int) int {
	for _, name := range serviceNames {
		end := phraseEnd(t, i, name)
		if end == 0 {
			continue
		}
		before, after := byte(0), byte(0)
		if i > 0 {
			before = t[i-1]
		}
		if end < len(t) {
			after = t[end]
		}
		switch name[0] {
		case "vpp": // vpp_prod is a database
			if before == '_' || ascii.IsDigit(before) || after == '_' || ascii.IsDigit(after) {
				return 0
			}
		case "apple": // a dotted name, or a mail address
			if before == '.' || (after == '.' || after == '@') && end+1 < len(t) && ascii.IsLetter(t[end+1]) {
				return 0
			}
		}
		return end
	}
	return 0
}

// phraseEnd returns where the phrase that begins at t[i] ends, 0 if it doesn't begin there. In an
// identifier, its end is where a capital follows.
func phraseEnd(t string, i int, phrase []string) int {
	for n, word := range phrase {
		word, plural := strings.CutSuffix(word, "s?")
		if n > 0 {
			for i < len(t) && (isSpace(t[i]) || t[i] == '-' || t[i] == '_') {
				i++
			}
		}
		if !ascii.HasPrefixFold(t[i:], word) {
			return 0
		}
		i += len(word)
		if plural && i < len(t) && t[i]|0x20 == 's' && !nameEnds(t, i) {
			i++
		}
	}
	if !nameEnds(t, i) && (phrase[0] != "vpp" || !ascii.IsUpper(t[i])) { // VPPAPIError
		return 0
	}
	return i
}

func nameStarts(t string, i int) bool {
	return i == 0 || !ascii.IsLetter(t[i-1]) || ascii.IsUpper(t[i]) && !ascii.IsUpper(t[i-1])
}

func nameEnds(t string, end int) bool {
	return end >= len(t) || !ascii.IsLetter(t[end]) || ascii.IsUpper(t[end]) && !ascii.IsUpper(t[end-1])
}

// isHost reports whether a host name is at t[i], and no part of a longer one.
func isHost(t string, i int, host string) bool {
	if !ascii.HasPrefixFold(t[i:], host) || i > 0 && isHostByte(t[i-1]) {
		return false
	}
	end := i + len(host)
	switch {
	case end == len(t):
		return true
	case t[end] == '.': // the end of a sentence, or more of the name
		return end+1 == len(t) || !ascii.IsWord(t[end+1])
	default:
		return !isHostByte(t[end])
	}
}

func isHostByte(c byte) bool { return ascii.IsWord(c) || c == '.' || c == '-' }
