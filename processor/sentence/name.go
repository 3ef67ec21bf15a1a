// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// span is a part of a text.
type span struct{ start, end int }

// name is where the service, or the company, is named.
type name struct {
	span
	company bool
	device  bool // by the domain of a device's error
}

// What is named, and what begins like a name and is none. The words of a phrase are joined by white space, hyphens and
// underscores, or run together; a word's final "s?" may be there.
var (
	ownNames = [][]string{{"apps?", "and", "books?"}, {"apps", "books"}, {"stoken"}, {"vpp"}, {deviceDomain}}
	// otherProducts are those of Apple; the last ones are in user agents.
	otherProducts = strings.Fields("pays? pushs? ids? musics? tvs? wallets? cards? cares? scripts? webkits? coremedias?")
	beginsProduct = pairsOf(otherProducts)
	signIn        = []string{"sign", "in", "with", "apple"}
	// starts are what names begin with. Apple's is that of "apps", too.
	starts = []string{"vpp", "stoken", "apple", "asdserver", "sign"}
)

// deviceDomain is the domain of the errors of the service that a device reports, in lower case.
const deviceDomain = "asdservererrordomain"

// findNames appends where the service and the company are named.
func (v *Vocabulary) findNames(t string, names []name) []name {
	for i := 0; i < len(t); {
		if !v.beginsName.at(t, i) {
			i++
			continue
		}
		end, own, company := v.nameAt(t, i)
		if own || company {
			names = append(names, name{span{i, end}, company, own && strings.EqualFold(t[i:end], deviceDomain)})
		}
		i = max(i+1, end)
	}
	return names
}

// hasOwn reports whether one of them is the service's.
func hasOwn(names []name) bool {
	return slices.ContainsFunc(names, func(n name) bool { return !n.company })
}

// Names reports whether a text names the service by one of its own names.
func (v *Vocabulary) Names(t string) bool {
	if !v.mayName(t) {
		return false
	}
	var x Text
	x.Add(t)
	x.tell(v, x.finish(v))
	return hasOwn(x.names) && !x.namesSQLServer()
}

// mayName rules out most texts by their raw bytes.
func (v *Vocabulary) mayName(t string) bool {
	for i := range len(t) {
		switch t[i] | 0x20 {
		case 'v':
			if ascii.HasPrefixFold(t[i:], "vpp") {
				return true
			}
		case 's':
			if ascii.HasPrefixFold(t[i:], "stoken") {
				return true
			}
		case 'a':
			if ascii.HasPrefixFold(t[i:], "asdserver") ||
				ascii.HasPrefixFold(t[i:], "app") && mayFollow(strings.TrimLeft(t[i+len("app"):], "sS"), "and", "book") {
				return true
			}
		}
		if v.beginsHost[t[i]|0x20] {
			for _, host := range v.hosts {
				if ascii.HasPrefixFold(t[i:], host) {
					return true
				}
			}
		}
	}
	return false
}

// nameAt returns where the name at t[i] ends, 0 if there is none, and whether it is the service's own or the company's.
func (v *Vocabulary) nameAt(t string, i int) (end int, own, company bool) {
	for _, host := range v.hosts { // first, as Apple's begins with another name
		if isHost(t, i, host) {
			return i + len(host), true, false
		}
	}
	if !nameStarts(t, i) {
		return 0, false, false
	}
	if ascii.Lower(t[i]) == 'a' && ascii.HasPrefixFold(t[i:], "apple") {
		next := i + len("apple")
		for next < len(t) && isJoint(t[next]) {
			next++
		}
		if next < len(t) && beginsProduct.at(t, next) {
			for _, product := range otherProducts {
				if end = phraseEnd(t, i, "apple", product); end > 0 {
					return end, false, false
				}
			}
		}
		end = phraseEnd(t, i, "apple")
		return end, false, end > 0 && isProse(t, i, end)
	}
	for _, n := range ownNames {
		if n[0][0] != ascii.Lower(t[i]) {
			continue
		}
		if end = phraseEnd(t, i, n...); end > 0 {
			return end, !isPart(n, t[i:end], byteAt(t, i-1), byteAt(t, end)), false
		}
	}
	return phraseEnd(t, i, signIn...), false, false
}

// isPart reports whether a name of the service is a part of a name of something else, or of a path.
func isPart(n []string, said string, before, after byte) bool {
	switch {
	case before == '/' || after == '/':
		return true
	case n[0] == "vpp": // vpp_prod is a database
		return before == '_' || ascii.IsDigit(before) || after == '_' || ascii.IsDigit(after)
	case n[0] == "apps": // an identifier, not prose
		return strings.ContainsAny(said, " \t\n\v")
	}
	return false
}

// isProse reports whether a word is joined to nothing, but for an apostrophe: Apple's, not apple-darwin or com.apple.xpc.
func isProse(t string, start, end int) bool {
	const joints = `-_./\@+:~$&=`
	before, after, next := byteAt(t, start-1), byteAt(t, end), byteAt(t, end+1)
	return !isWordByte(before) && (strings.IndexByte(joints, before) < 0 || before == 0) &&
		!isWordByte(after) && (strings.IndexByte(joints, after) < 0 || after == 0 || !isWordByte(next) && next != ':')
}

// phraseEnd returns where the phrase that begins at t[i] ends, 0 if there is none. In an identifier, a capital ends it.
func phraseEnd(t string, i int, phrase ...string) int {
	for n, part := range phrase {
		word, plural := strings.CutSuffix(part, "s?")
		if n > 0 {
			for i < len(t) && isJoint(t[i]) {
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

// isJoint reports whether a byte may be between two words of a phrase.
func isJoint(c byte) bool { return isSpace(c) || c == '-' || c == '_' }

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
