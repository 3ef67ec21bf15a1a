// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The end of a class's name, or of another identifier, marks a number only if that name, or its package, names the service:
// VPPAPIError: 9610, vpp_error=9610; but not tx-error 9610.

// builtIn are the beginnings of error classes that are built into languages: KeyError.
var builtIn = wordsOf("key value index attribute assertion lookup")

// endsInIdentifier reports whether t ends with an identifier that a word right after it belongs to: VPPAPI before Error.
func endsInIdentifier(t string) bool { return ascii.IsAlphanumeric(byteAt(t, len(t)-1)) }

// isOtherClass reports whether a word after t, before its separators, is the end of a class that doesn't name the service.
func (v *Vocabulary) isOtherClass(t, word, separated string) bool {
	switch front := strings.TrimRight(t, "_-"); {
	case front != t && endsInIdentifier(front): // tx-error
		return !v.isOwnIdentifier(front)
	case endsInIdentifier(t):
		return !v.namesServiceClass(t) || builtIn.has(lastPart(t)) && !v.namesService(t)
	case strings.HasPrefix(separated, ": ") && isQualified(t, word):
		return !v.namesServiceClass(t)
	default:
		return false
	}
}

// plainEnds are the last words of identifiers that don't say whose error it is, last_error, or say that it may be the service's.
var plainEnds = wordsOf(`api last the request response result call server client service remote mdm sync
	license token asset assets assign assignment association`)

// isOwnIdentifier reports whether an identifier at the end of t, in front of a hyphen or an underscore, names the service or the company,
// or doesn't say whose it is.
func (v *Vocabulary) isOwnIdentifier(t string) bool {
	return plainEnds.has(lastLetters(t)) || endsWithOwn(t) || v.Names(t[skipBack(t, len(t), isHostByte):])
}

// isQualified reports whether the word after t is a class with its package: redis.Error, Roster::Error. One dot may also end a
// sentence, unless the class is at the start of a line.
func isQualified(t, word string) bool {
	start := skipBack(t, len(t), func(c byte) bool { return ascii.IsWord(c) || ascii.In(c, `.:\$*`) })
	return ascii.IsUpper(word[0]) && packageOf(t) != "" &&
		(start == 0 || ascii.In(t[start-1], lineBreaks+`"'`) || strings.Count(t[start:], ".") != 1)
}

// packageOf returns the package or the module of the class that t ends with, whose own name may be empty; "" if there is none:
// mdm.vpp of mdm.vpp.Api, AppleVPP of AppleVPP::Api.
func packageOf(t string) string {
	t = t[:skipBack(t, len(t), ascii.IsWord)]
	for _, joint := range [...]string{".", "::", `\`, "$"} {
		if outer, ok := strings.CutSuffix(t, joint); ok && endsInIdentifier(outer) {
			return outer
		}
	}
	return ""
}

// namesServiceClass is namesService for a class, whose package may name the service instead.
func (v *Vocabulary) namesServiceClass(t string) bool {
	for t != "" && !v.namesService(t) {
		t = packageOf(t)
	}
	return t != ""
}

// namesService reports whether the identifier at the end of t, or a part of it, names the service.
func (v *Vocabulary) namesService(t string) bool {
	for i := len(t) - 1; i >= 0 && ascii.IsWord(t[i]); i-- {
		if _, of := v.nameAt(t, i); of == ofService || of == ofDevice {
			return true
		}
	}
	return false
}

// endsLineOfClass reports whether a number is in brackets at the end of a line that begins with an error class of the service:
//
//	app.VPPError: No seat is left (9610)
func (v *Vocabulary) endsLineOfClass(t string, at span) bool {
	end := skip(t, at.end, func(c byte) bool { return !isWordByte(c) && !isLineBreak(c) })
	if byteAt(t, at.start-1) != '(' || byteAt(t, at.end) != ')' || end < len(t) && !isLineBreak(t[end]) {
		return false
	}
	line := t[lineStart(t, at.start):at.start]
	for class, rest, ok := strings.Cut(line, ": "); ok; class, rest, ok = strings.Cut(rest, ": ") {
		word := lastPart(class)
		if errorWords.has(word) && v.namesServiceClass(strings.TrimSuffix(class, word)) {
			return true
		}
	}
	return false
}
