// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// maxGap is how much white space between two words of a wording is put up with.
const maxGap = 64

// matchAt returns where the wording w ends that starts at t[i], or -1.
func matchAt(t string, i int, w string) int {
	for j := 0; j < len(w); j++ {
		if w[j] == ' ' {
			next := skipGap(t, i)
			if next == i || next-i > maxGap {
				return -1
			}
			i = next
			continue
		}
		for i < len(t) && t[i] == '`' {
			i++
		}
		n := sameLetter(t[i:], w[j])
		if n == 0 {
			return -1
		}
		i += n
	}
	return i
}

// matchBefore returns where the wording w starts that ends right before t[end], or -1.
func matchBefore(t string, end int, w string) int {
	for j := len(w) - 1; j >= 0; j-- {
		if w[j] == ' ' {
			before := skipGapBack(t, end)
			if before == end || end-before > maxGap {
				return -1
			}
			end = before
			continue
		}
		for end > 0 && t[end-1] == '`' {
			end--
		}
		n := sameLetterBefore(t[:end], w[j])
		if n == 0 {
			return -1
		}
		end -= n
	}
	return end
}

// apostrophes are all ways to write one: as such, and as JSON may escape it.
var apostrophes = [...]string{"'", "’", "‘", `\u2019`, `\u2018`, `\u0027`, `\'`}

// sameLetter returns how many bytes at the start of t are the letter c of a wording, 0 if they are none.
func sameLetter(t string, c byte) int {
	if t == "" {
		return 0
	}
	if lower(t[0]) == c {
		return 1
	}
	switch c {
	case '\'':
		for _, a := range apostrophes {
			if strings.HasPrefix(t, a) {
				return len(a)
			}
		}
	case '/':
		if strings.HasPrefix(t, `\/`) {
			return 2
		}
	}
	return 0
}

func sameLetterBefore(t string, c byte) int {
	if t == "" {
		return 0
	}
	if c == '\'' {
		for i := len(apostrophes) - 1; i >= 0; i-- { // the escaped ones first: they end like others
			if a := apostrophes[i]; strings.HasSuffix(t, a) {
				return len(a)
			}
		}
	}
	if lower(t[len(t)-1]) != c {
		return 0
	}
	if c == '/' && strings.HasSuffix(t, `\/`) {
		return 2
	}
	return 1
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// skipGap returns where the white space at t[i] ends, in whichever way it is written.
func skipGap(t string, i int) int {
	for start := i; i < len(t) && i-start <= maxGap; {
		switch {
		case isSpace(t[i]) || t[i] == '`' || t[i] == '\v' || t[i] == '\f':
			i++
		case t[i] == '\\' && i+1 < len(t) && strings.IndexByte("nrt", t[i+1]) >= 0:
			i += 2
		case strings.HasPrefix(t[i:], "\u00a0"):
			i += 2
		default:
			return i
		}
	}
	return i
}

func skipGapBack(t string, end int) int {
	for start := end; end > 0 && start-end <= maxGap; {
		switch {
		case end > 1 && t[end-2] == '\\' && strings.IndexByte("nrt", t[end-1]) >= 0:
			end -= 2
		case isSpace(t[end-1]) || t[end-1] == '`' || t[end-1] == '\v' || t[end-1] == '\f':
			end--
		case strings.HasSuffix(t[:end], "\u00a0"):
			end -= 2
		default:
			return end
		}
	}
	return end
}

// standsAt returns where the wording w ends that starts at t[i], as a whole and not as a part of a longer one, or -1.
func (w *wording) standsAt(t string, i int) int {
	end := matchAt(t, i, w.text)
	if end < 0 || end < len(t) && isWord(t[end]) || i > 0 && isWord(t[i-1]) && !escapedSpace(t, i) {
		return -1
	}
	for _, l := range w.longer {
		if start := matchBefore(t, i, l.whole.text[:l.at]); start >= 0 && l.whole.standsAt(t, start) >= 0 {
			return -1
		}
	}
	return end
}

// standsBefore returns where the wording w starts that ends right before t[end], or -1.
func (w *wording) standsBefore(t string, end int) int {
	start := matchBefore(t, end, w.text)
	if start < 0 || w.standsAt(t, start) < 0 {
		return -1
	}
	return start
}

func isWord(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
