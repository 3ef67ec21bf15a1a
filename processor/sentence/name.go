// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// span is a part of a text, t[start:end].
type span struct{ start, end int }

// name is a name of the service or of the company.
type name struct {
	span
	company bool
	device  bool // it is the domain of a device's error
}

// The names, as phrases. White space, hyphens and underscores may be between their words, or nothing. "s?" is an optional s.
var (
	ownNames = [][]string{
		{"apps?", "and", "books?"}, {"apps?", "&", "books?"}, {"apps", "books"}, {"stoken"}, {"vpp"}, {deviceDomain},
	}
	// otherProducts are other products of the company; the last ones are in user agents.
	otherProducts = strings.Fields("pays? pushs? ids? musics? tvs? wallets? cards? cares? scripts? webkits? coremedias?")
	beginsProduct = pairsOf(otherProducts)
	// signIn has the company's name in it, but is the name of something else.
	signIn = []string{"sign", "in", "with", "apple"}
	// nameBeginnings are those of all these phrases; "apple" begins like "apps".
	nameBeginnings = []string{"vpp", "stoken", "apple", "asdserver", "sign"}
)

// deviceDomain is the domain of errors of the service that a device reports, in lower case.
const deviceDomain = "asdservererrordomain"

// findNames appends the names in t.
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

// hasOwn reports whether one of the names is the service's own.
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
	x.search(v, x.finish(v))
	return hasOwn(x.names) && !x.namesSQLServer()
}

// mayName reports whether a text may name the service. It looks at the raw bytes, and rules out most texts.
func (v *Vocabulary) mayName(t string) bool {
	for i := range len(t) {
		if !v.beginsName.at(t, i) {
			continue
		}
		rest := t[i:]
		isAtRest := func(name string) bool { return ascii.HasPrefixFold(rest, name) }
		if isAtRest("vpp") || isAtRest("stoken") || isAtRest("asdserver") || slices.ContainsFunc(v.hosts, isAtRest) ||
			isAtRest("app") && mayFollow(strings.TrimLeft(rest[len("app"):], "sS"), "and", "book") {
			return true
		}
	}
	return false
}

// nameAt returns the end of the name at t[i], or 0, and whether it is the service's own or the company's.
func (v *Vocabulary) nameAt(t string, i int) (end int, own, company bool) {
	for _, host := range v.hosts { // first, as the service's host begins with another name
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
	for _, phrase := range ownNames {
		if phrase[0][0] != ascii.Lower(t[i]) {
			continue
		}
		if end = phraseEnd(t, i, phrase...); end > 0 {
			return end, !isPart(t, i, end, phrase[0]), false
		}
	}
	return phraseEnd(t, i, signIn...), false, false
}

// isPart reports whether the name t[start:end], whose phrase begins with first, is part of a path or of another name.
func isPart(t string, start, end int, first string) bool {
	before, after := byteAt(t, start-1), byteAt(t, end)
	switch {
	case before == '/' && !isPair(t, start, end, start-1), after == '/' && !isPair(t, start, end, end):
		return true
	case first == "vpp": // vpp_prod is a database
		return before == '_' || ascii.IsDigit(before) || after == '_' || ascii.IsDigit(after)
	case first == "apps": // an identifier, not prose
		return strings.ContainsAny(t[start:end], white)
	}
	return false
}

// isPair reports whether the slash t[i] beside a name t[start:end] joins it and a word, as in ABM/VPP, rather than parts of a
// path: /vpp, vpp/v2, vpp/?q, example.com/vpp, <vpp/x.go:9>.
func isPair(t string, start, end, i int) bool {
	start, end = wordStart(t, min(start, i)), wordEnd(t, max(end, i+1))
	before, after := byteAt(t, start-1), byteAt(t, end)
	return start < i && i+1 < end && !isPathByte(before) && strings.IndexByte(`/\?<`, before) < 0 &&
		!ascii.IsDigit(after) && strings.IndexByte(`/\?_%@`, after) < 0
}

// isPaired reports whether a slash joins a name, other than a host's, and a word: that of a logger, say.
func (v *Vocabulary) isPaired(t string, n span) bool {
	return (byteAt(t, n.start-1) == '/' || byteAt(t, n.end) == '/') &&
		!slices.ContainsFunc(v.hosts, func(host string) bool { return isHost(t, n.start, host) })
}

// isProse reports whether the word t[start:end] isn't part of an identifier or a host name: Apple's, but not apple-darwin or
// com.apple.xpc.
func isProse(t string, start, end int) bool {
	const joints = `-_./\@+:~$&=`
	before, after, next := byteAt(t, start-1), byteAt(t, end), byteAt(t, end+1)
	return !isWordByte(before) && (strings.IndexByte(joints, before) < 0 || before == 0) &&
		!isWordByte(after) && (strings.IndexByte(joints, after) < 0 || after == 0 || !isWordByte(next) && next != ':')
}

// phraseEnd returns the end of the phrase at t[i], or 0 if it isn't there. In an identifier, a capital may follow it.
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
	isVPP := phrase[0] == "vpp"
	if isVPP {
		i = versionEnd(t, i)
	}
	if !nameEnds(t, i) && (!isVPP || !ascii.IsUpper(t[i])) { // VPPAPIError
		return 0
	}
	return i
}

// versionEnd returns the end of the API's version at t[i], which is part of a name: VPPv2Client, VPP2.
func versionEnd(t string, i int) int {
	for _, version := range [...]string{"v1", "v2", "2"} {
		if ascii.HasPrefixFold(t[i:], version) {
			return i + len(version)
		}
	}
	return i
}

// isJoint reports whether a byte may be between two words of a phrase.
func isJoint(c byte) bool { return isSpace(c) || c == '-' || c == '_' }

// nameStarts reports whether t[i] starts a word, or a part of an identifier in camel case.
func nameStarts(t string, i int) bool {
	return i == 0 || !ascii.IsLetter(t[i-1]) || ascii.IsUpper(t[i]) && !ascii.IsUpper(t[i-1])
}

// nameEnds reports whether a word, or a part of an identifier in camel case, ends before t[end].
func nameEnds(t string, end int) bool {
	return end >= len(t) || !ascii.IsLetter(t[end]) || ascii.IsUpper(t[end]) && !ascii.IsUpper(t[end-1])
}

// isHost reports whether a host name is at t[i] that isn't part of a longer one.
func isHost(t string, i int, host string) bool {
	if !ascii.HasPrefixFold(t[i:], host) || isHostByte(byteAt(t, i-1)) {
		return false
	}
	end := i + len(host)
	if byteAt(t, end) == '.' { // which may end a sentence
		return !ascii.IsWord(byteAt(t, end+1))
	}
	return !isHostByte(byteAt(t, end))
}

func isHostByte(c byte) bool { return ascii.IsWord(c) || c == '.' || c == '-' }

// sqlServer are the phrases that name SQL Server, whose own errors have the same numbers. A phrase that ends with a digit is
// the first of the two digits of a severity. The Solidity compiler and TDengine use these numbers, too.
var sqlServer = []string{
	"sql server", "sqlserver", "sqlexception", "sqlclient", "sqlcmd", "sqlstate",
	"service broker", "severity: 1", "severity: 2", level + "1", level + "2", "class:1", "class:2", "mssql", "odbc", "pyodbc",
	"type conversion", "solc", "solidity", "tdengine", "taos error",
}

// level is the severity's name in the head of a message, which anything else may have: Msg 9610, Level 16, State 1.
const level = "level "

var beginsSQLServer = pairsOf(sqlServer)

// namesSQLServer reports whether t names SQL Server. Other databases don't use these numbers: "sql: no rows" is none of them.
func namesSQLServer(t string) bool {
	for i := range len(t) {
		if beginsSQLServer.at(t, i) && nameStarts(t, i) && slices.ContainsFunc(sqlServer, func(phrase string) bool {
			return ascii.HasPrefixFold(t[i:], phrase) &&
				(!ascii.IsDigit(phrase[len(phrase)-1]) || ascii.IsDigit(byteAt(t, i+len(phrase)))) &&
				(!strings.HasPrefix(phrase, level) || isSeverity(t[:i], t[i+len(phrase):]))
		}) {
			return true
		}
	}
	return false
}

// isSeverity reports whether a level between these is behind the number of a message, or in front of its state.
func isSeverity(before, after string) bool {
	const joints, digits = ", ", "0123456789"
	number := strings.TrimRight(before, joints)
	name := strings.TrimRight(number, digits)
	state := strings.TrimLeft(strings.TrimLeft(after, digits), joints)
	return len(name) < len(number) && ascii.HasSuffixFold(name, "msg ") ||
		ascii.HasPrefixFold(state, "state ") && ascii.IsDigit(byteAt(state, len("state ")))
}

// namesSQLServer reports whether the text names SQL Server. It is searched only when that matters, and once.
func (x *Text) namesSQLServer() bool {
	if !x.sqlKnown {
		x.sqlKnown, x.sqlNamed = true, namesSQLServer(x.whole)
	}
	return x.sqlNamed
}
