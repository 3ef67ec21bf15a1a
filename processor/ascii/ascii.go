// SPDX-License-Identifier: Apache-2.0

package ascii

import "strings"

// In reports whether c is one of the bytes of set.
func In(c byte, set string) bool { return strings.IndexByte(set, c) >= 0 }

// IsDigit reports whether c is a decimal digit.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// IsLetter reports whether c is a letter, in either case.
func IsLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// IsUpper reports whether c is an upper-case letter.
func IsUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// IsAlphanumeric reports whether c is a letter or a decimal digit.
func IsAlphanumeric(c byte) bool { return IsLetter(c) || IsDigit(c) }

// IsWord reports whether c may be part of an identifier.
func IsWord(c byte) bool { return IsAlphanumeric(c) || c == '_' }

// IsSpace reports whether c is white space in JSON.
func IsSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Lower returns c in lower case.
func Lower(c byte) byte {
	if IsUpper(c) {
		return c | 0x20
	}
	return c
}

// SkipSpace returns the index of the first byte from t[i] on that isn't white space.
func SkipSpace(t string, i int) int {
	for i < len(t) && IsSpace(t[i]) {
		i++
	}
	return i
}

// DigitsEnd returns the end of the digits that start at t[i].
func DigitsEnd(t string, i int) int {
	for i < len(t) && IsDigit(t[i]) {
		i++
	}
	return i
}

// EqualFold reports whether t is the word, in any case.
func EqualFold(t, word string) bool { return len(t) == len(word) && HasPrefixFold(t, word) }

// HasPrefixFold reports whether t begins with the word, in any case.
func HasPrefixFold(t, word string) bool {
	i := 0
	for i < len(t) && i < len(word) && Lower(t[i]) == word[i] {
		i++
	}
	return i == len(word)
}

// HasSuffixFold reports whether t ends with the word, in any case.
func HasSuffixFold(t, word string) bool { return EqualFold(t[max(0, len(t)-len(word)):], word) }

// ContainsFold reports whether t contains the word, in any case.
func ContainsFold(t, word string) bool {
	for t != "" && !HasPrefixFold(t, word) {
		t = t[1:]
	}
	return t != ""
}

// ErrorCodesEnd returns the end of the next name in t, from an index on, that ends with the words error codes; -1 if there is none. It
// may be in any case and notation: errorCodes, ERROR_CODES, retryable-error-codes.
func ErrorCodesEnd(t string, from int) int {
	const first, second = "error", "codes"
	for i := from + len(first); i+len(second) <= len(t); i++ {
		if t[i]|0x20 != second[0] || !HasPrefixFold(t[i:], second) {
			continue
		}
		before := t[from:i]
		if c := before[len(before)-1]; c == '_' || c == '-' {
			before = before[:len(before)-1]
		}
		if end := i + len(second); HasSuffixFold(before, first) && (end == len(t) || !IsLetter(t[end])) {
			return end
		}
	}
	return -1
}
