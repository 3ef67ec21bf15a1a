// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// names are names in a text, in order.
type names []name

// name is a name, and what it refers to.
type name struct {
	span
	party
}

type party uint8

const (
	ofOther   party = iota // irrelevant: its name includes one of the others
	ofService              // by one of its own names
	ofDevice               // the service, by the domain of the errors that a device reports
	ofCompany
	ofSQLServer
)

// phrase is a name in words. Between them there may be white space, hyphens, underscores or nothing. "s?" is an optional s.
type phrase struct {
	party
	words []string
}

var (
	phrases = []phrase{
		{ofService, []string{"apps?", "and", "books?"}},
		{ofService, []string{"apps?", "&", "books?"}},
		{ofService, []string{"apps", "books"}},
		{ofService, []string{"stokens?"}},
		{ofService, []string{"vpp"}},
		{ofDevice, []string{deviceDomain}},
		{ofOther, []string{"sign", "in", "with", "apple"}}, // includes the company's name
	}
	// otherProducts are other products of the company; the last ones are in user agents.
	otherProducts = strings.Fields("pays? pushs? ids? musics? tvs? wallets? cards? cares? scripts? webkits? coremedias?")
	beginsProduct = beginningsOf(otherProducts)
	// sqlServerNames are names of SQL Server, and words of the Solidity compiler: both have errors with the same numbers. Other
	// databases don't use these numbers, so "sql: no rows" isn't included.
	sqlServerNames = []string{
		"sql server", "sqlserver", "sqlexception", "sqlclient", "sqlcmd", "sqlstate", "service broker", "mssql", "odbc", "pyodbc",
		"sql native client", "db-library", "freetds", "tinytds", "jtds", "@@error",
		"explicit type conversion",
	}
	// severities precede a severity of SQL Server, which has two digits. All but the first count only in the head of a message.
	severities      = []string{severity, "severity ", "class:", "level "}
	beginsSQLServer = beginningsOf(sqlServerNames, severities)
	// serviceBeginnings are the beginnings of the service's names.
	serviceBeginnings = []string{"vpp", "stoken", "asdserver", "app"}
)

const (
	deviceDomain = "asdservererrordomain"
	severity     = "severity: "
)

// findNames appends the names in t.
func (v *Vocabulary) findNames(t string, found names) names {
	for i := v.beginsName.next(t, 0); i < len(t); i = v.beginsName.next(t, i) {
		end, of := v.nameAt(t, i)
		if of != ofOther {
			found = append(found, name{span{i, end}, of})
		}
		i = max(i+1, end)
	}
	return found
}

// has reports whether one of the names refers to one of the parties.
func (ns names) has(which ...party) bool {
	return slices.ContainsFunc(ns, func(n name) bool { return slices.Contains(which, n.party) })
}

// Names reports whether a text names the service by one of its own names.
func (v *Vocabulary) Names(t string) bool {
	if !v.mayName(t) {
		return false
	}
	x := Text{v: v}
	x.Add(t)
	found := x.namesIn()
	return found.has(ofService, ofDevice) && !found.has(ofSQLServer)
}

// NamesPackage reports whether the path of a package, or of a function in it, names the service in its last part:
// example.com/mdm/vpp.(*Client).Call. That of a file doesn't, nor does a URL.
func (v *Vocabulary) NamesPackage(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return !strings.HasPrefix(path, "/") && !strings.Contains(path, "://") && !isSource(last) && v.Names(last)
}

// mayName reports whether a text may name the service. It looks at the raw bytes, and rules out most texts.
func (v *Vocabulary) mayName(t string) bool {
	for i := v.beginsName.next(t, 0); i < len(t); i = v.beginsName.next(t, i+1) {
		if startsWith(t[i:], serviceBeginnings) || startsWith(t[i:], v.hosts) {
			return true
		}
	}
	return false
}

// nameAt returns the end of the name at t[i], or 0, and what it refers to.
func (v *Vocabulary) nameAt(t string, i int) (end int, of party) {
	if !nameStarts(t, i) {
		return 0, ofOther
	}
	if end = v.hostEnd(t, i); end > 0 { // first, because the service's host begins with another name
		return end, ofService
	}
	switch {
	case ascii.HasPrefixFold(t[i:], "apple"):
		return appleAt(t, i)
	case isSQLServer(t, i):
		return i + 1, ofSQLServer
	}
	for _, p := range phrases {
		switch end = phraseEnd(t, i, p.words...); {
		case end == 0:
		case isPart(t, i, end, p.words[0]):
			return end, ofOther
		default:
			return end, p.party
		}
	}
	return 0, ofOther
}

// appleAt is nameAt for the company's name, which may be that of a product, too.
func appleAt(t string, i int) (end int, of party) {
	next := skip(t, i+len("apple"), isPhraseJoint)
	if next < len(t) && beginsProduct.at(t, next) {
		for _, product := range otherProducts {
			if end = phraseEnd(t, i, "apple", product); end > 0 {
				return end, ofOther
			}
		}
	}
	if end = phraseEnd(t, i, "apple"); end > 0 && isProse(t, i, end) {
		return end, ofCompany
	}
	return end, ofOther
}

// isPart reports whether the name t[start:end], whose phrase begins with first, is part of a path, a file or another name.
func isPart(t string, start, end int, first string) bool {
	before, after := byteAt(t, start-1), byteAt(t, end)
	switch {
	case before == '/' && !isPair(t, start, end, start-1), after == '/' && !isPair(t, start, end, end),
		after == '.' && isFile(t[start:wordEnd(t, end+1)]), after == '-' && isFile(fileAt(t, start)), // vpp-sync.log
		before == '@', after == '@': // vpp@example.com
		return true
	case first == "vpp": // vpp_prod is a database
		return before == '_' || ascii.IsDigit(before) || after == '_' || ascii.IsDigit(after)
	case first == "apps": // an identifier, not prose
		return strings.ContainsAny(t[start:end], white)
	}
	return false
}

// isPair reports whether the slash t[i] next to a name t[start:end] joins it to a word, as in ABM/VPP. In a path it doesn't:
// /vpp, vpp/v2, vpp/?q, example.com/vpp, <vpp/x.go:9>.
func isPair(t string, start, end, i int) bool {
	start, end = wordStart(t, min(start, i)), wordEnd(t, max(end, i+1))
	before, after := byteAt(t, start-1), byteAt(t, end)
	return start < i && i+1 < end && !isPathByte(before) && !ascii.In(before, `/\?<`) &&
		!ascii.IsDigit(after) && !ascii.In(after, `/\?_%@`)
}

// isPaired reports whether a slash joins a name to a word, as in the name of a logger. The name of a host is never paired.
func (v *Vocabulary) isPaired(t string, n span) bool {
	return (byteAt(t, n.start-1) == '/' || byteAt(t, n.end) == '/') && v.hostEnd(t, n.start) == 0
}

// isProse reports whether the word t[start:end] isn't part of an identifier or a host name: Apple's, but not apple-darwin or
// com.apple.xpc.
func isProse(t string, start, end int) bool {
	const identifierJoints = `-_./\@+:~$&=`
	before, after, next := byteAt(t, start-1), byteAt(t, end), byteAt(t, end+1)
	return !isWordByte(before) && !ascii.In(before, identifierJoints) &&
		!isWordByte(after) && (!ascii.In(after, identifierJoints) || !isWordByte(next) && next != ':')
}

// phraseEnd returns the end of the phrase at t[i], or 0 if it isn't there. In an identifier, a capital may follow it.
func phraseEnd(t string, i int, phrase ...string) int {
	for n, part := range phrase {
		word, plural := strings.CutSuffix(part, "s?")
		if n > 0 {
			i = skip(t, i, isPhraseJoint)
		}
		if !ascii.HasPrefixFold(t[i:], word) {
			return 0
		}
		i += len(word)
		if c := byteAt(t, i); plural && (c == 's' || c == 'S' && ascii.IsUpper(t[i-1])) { // else it begins the next part: sTokenSync
			i++
		}
	}
	if phrase[0] == "vpp" { // VPPv2Client, VPP2, VPPAPIError
		for _, version := range [...]string{"v1", "v2", "2"} {
			if ascii.HasPrefixFold(t[i:], version) {
				i += len(version)
				break
			}
		}
		if ascii.IsUpper(byteAt(t, i)) {
			return i
		}
	}
	if !nameEnds(t, i) {
		return 0
	}
	return i
}

// isPhraseJoint reports whether a byte may be between two words of a phrase.
func isPhraseJoint(c byte) bool { return isSpace(c) || c == '-' || c == '_' }

// nameStarts reports whether t[i] starts a word, or a part of an identifier in camel case, which may be IVppClient or
// MDMVPPClient.
func nameStarts(t string, i int) bool {
	next := byteAt(t, i+1)
	return i == 0 || !ascii.IsLetter(t[i-1]) || strings.HasSuffix(t[:i], "MDM") && ascii.IsUpper(t[i]) ||
		ascii.IsUpper(t[i]) && (!ascii.IsUpper(t[i-1]) || ascii.IsLetter(next) && !ascii.IsUpper(next))
}

// nameEnds reports whether a word, or a part of an identifier in camel case, ends before t[end].
func nameEnds(t string, end int) bool {
	return end >= len(t) || !ascii.IsLetter(t[end]) || ascii.IsUpper(t[end]) && !ascii.IsUpper(t[end-1])
}

// hostEnd returns the end of the service's host at t[i], 0 if it isn't there, or only as part of a longer one.
func (v *Vocabulary) hostEnd(t string, i int) int {
	for _, host := range v.hosts {
		if !ascii.HasPrefixFold(t[i:], host) || isHostByte(byteAt(t, i-1)) {
			continue
		}
		end := i + len(host)
		if next := byteAt(t, end); !isHostByte(next) || next == '.' && !ascii.IsWord(byteAt(t, end+1)) { // which ends a sentence
			return end
		}
	}
	return 0
}

func isHostByte(c byte) bool { return ascii.IsWord(c) || c == '.' || c == '-' }

// NamesSQLServer reports whether a text names SQL Server, whose own errors have the same numbers.
func NamesSQLServer(t string) bool {
	for i := range len(t) {
		if nameStarts(t, i) && isSQLServer(t, i) {
			return true
		}
	}
	return false
}

// isSQLServer reports whether a name of SQL Server, or one of its severities, is at t[i].
func isSQLServer(t string, i int) bool {
	return beginsSQLServer.at(t, i) && (startsWith(t[i:], sqlServerNames) || slices.ContainsFunc(severities, func(name string) bool {
		digits := i + len(name)
		return ascii.HasPrefixFold(t[i:], name) && ascii.DigitsEnd(t, digits) == digits+len("16") &&
			(name == severity || isInHead(t[:i], t[digits:]))
	}))
}

// isInHead reports whether a level or a class between before and after is in the head of a message: Msg 9610, Level 16, State 1;
// Error Number:9610,State:1,Class:16.
func isInHead(before, after string) bool {
	const headSeparators, digits = ", ", "0123456789"
	name := strings.TrimRight(strings.TrimRight(before, headSeparators), digits)
	state := strings.TrimLeft(after, headSeparators+digits)
	return ascii.HasSuffixFold(name, "msg ") || ascii.HasSuffixFold(name, "state:") ||
		ascii.HasPrefixFold(state, "state ") && ascii.IsDigit(byteAt(state, len("state ")))
}
