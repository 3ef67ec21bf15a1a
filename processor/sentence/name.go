// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// span is a part of a text.
type span struct{ start, end int }

// Names of the service, and what begins like one and is none. The words of a phrase are joined by white space, hyphens and
// underscores, or run together; a word's final "s?" may be there.
var (
	serviceNames = [][]string{{"apps?", "and", "books?"}, {"stoken"}, {"vpp"}, {"apple"}}
	// otherProducts are those of Apple; the last ones are in user agents.
	otherProducts = strings.Fields("pays? pushs? ids? musics? tvs? wallets? cards? cares? scripts? webkits? coremedias?")
)

// findNames appends where the service is named.
func (v *Vocabulary) findNames(t string, names []span) []span {
	for i := 0; i < len(t); {
		if !v.beginsName[t[i]|0x20] {
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

// Names reports whether a text names the service by one of its own names.
func (v *Vocabulary) Names(t string) bool {
	var x Text
	x.Add(t)
	return len(v.findNames(x.finish(), nil)) > 0
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
	if end = phraseEnd(t, i, "sign", "in", "with", "apple"); end > 0 {
		return end, false
	}
	for _, product := range otherProducts {
		if end = phraseEnd(t, i, "apple", product); end > 0 {
			return end, false
		}
	}
	for _, name := range serviceNames {
		if end = phraseEnd(t, i, name...); end > 0 {
			return end, !isPart(name[0], byteAt(t, i-1), t[end:])
		}
	}
	return 0, false
}

// isPart reports whether a name of the service is a part of a name of something else.
func isPart(name string, before byte, after string) bool {
	next := byteAt(after, 0)
	switch name {
	case "vpp": // vpp_prod is a database
		return before == '_' || ascii.IsDigit(before) || next == '_' || ascii.IsDigit(next)
	case "apple": // a dotted name, or a mail address
		return before == '.' || (next == '.' || next == '@') && ascii.IsLetter(byteAt(after, 1))
	}
	return false
}

// phraseEnd returns where the phrase that begins at t[i] ends, 0 if there is none. In an identifier, a capital ends it.
func phraseEnd(t string, i int, phrase ...string) int {
	for n, part := range phrase {
		word, plural := strings.CutSuffix(part, "s?")
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
	if !ascii.HasPrefixFold(t[i:], host) || isHostByte(byteAt(t, i-1)) {
		return false
	}
	end := i + len(host)
	if byteAt(t, end) == '.' { // the end of a sentence, or more of the name
		return !ascii.IsWord(byteAt(t, end+1))
	}
	return !isHostByte(byteAt(t, end))
}

func isHostByte(c byte) bool { return ascii.IsWord(c) || c == '.' || c == '-' }
