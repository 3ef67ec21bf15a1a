// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// maxGap is how much white space between two words of a wording is put up with.
const maxGap = 64

// matchAt returns where the wording w ends that starts at t[i], or -1.
func matchAt(t string, i int, w string) int {
	for j := range len(w) {
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

// apostrophes are the ways to write one; behind backslashes, also those of JSON.
var (
	apostrophes        = [...]string{"'", "’", "‘"}
	escapedApostrophes = [...]string{"u2019", "u2018", "u0027", "'"}
)

// sameLetter returns how many bytes at the start of t are the letter c of a wording, 0 if they are none.
func sameLetter(t string, c byte) int {
	switch {
	case t == "":
		return 0
	case ascii.Lower(t[0]) == c:
		return 1
	case c == '/':
		if n := backslashes(t); n > 0 && n < len(t) && t[n] == '/' {
			return n + 1
		}
	case c == '\'':
		if n := backslashes(t); n > 0 {
			for _, a := range escapedApostrophes {
				if strings.HasPrefix(t[n:], a) {
					return n + len(a)
				}
			}
		}
		for _, a := range apostrophes {
			if strings.HasPrefix(t, a) {
				return len(a)
			}
		}
	}
	return 0
}

// sameLetterBefore is the same for the end of t.
func sameLetterBefore(t string, c byte) int {
	if c == '\'' {
		for _, a := range escapedApostrophes {
			if n := backslashesBefore(strings.TrimSuffix(t, a)); n > 0 && strings.HasSuffix(t, a) {
				return n + len(a)
			}
		}
		for _, a := range apostrophes {
			if strings.HasSuffix(t, a) {
				return len(a)
			}
		}
	}
	if t == "" || ascii.Lower(t[len(t)-1]) != c {
		return 0
	}
	if c == '/' {
		return 1 + backslashesBefore(t[:len(t)-1])
	}
	return 1
}

// maxBackslashes is how many in a row are put up with: JSON in JSON doubles them each time.
const maxBackslashes = 8

// backslashes returns how many t starts with.
func backslashes(t string) int {
	n := 0
	for n < len(t) && n < maxBackslashes && t[n] == '\\' {
		n++
	}
	return n
}

// backslashesBefore returns how many t ends with.
func backslashesBefore(t string) int {
	n := 0
	for n < len(t) && n < maxBackslashes && t[len(t)-1-n] == '\\' {
		n++
	}
	return n
}

// skipGap returns where the white space at t[i] ends, in whichever way it is written.
func skipGap(t string, i int) int {
	for start := i; i-start <= maxGap; {
		n := gap(t[i:])
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// gap returns how many bytes at the start of t are one character of white space, or a back-tick; 0 if there is none.
func gap(t string) int {
	switch {
	case t == "":
		return 0
	case ascii.IsSpace(t[0]) || t[0] == '`' || t[0] == '\v' || t[0] == '\f':
		return 1
	case t[0] == '\\':
		n := backslashes(t)
		if n < len(t) && strings.IndexByte("nrt", t[n]) >= 0 {
			return n + 1
		}
	}
	return fixedSpace(t)
}

// fixedSpace returns the length of the no-break space at the start of t, as such or escaped.
func fixedSpace(t string) int {
	for _, space := range fixedSpaces {
		if strings.HasPrefix(t, space) {
			return len(space)
		}
	}
	return 0
}

var fixedSpaces = [...]string{"\u00a0", `\u00a0`}

// skipGapBack returns where the white space that ends right before t[end] starts.
func skipGapBack(t string, end int) int {
	for start := end; start-end <= maxGap; {
		n := gapBefore(t[:end])
		if n == 0 {
			break
		}
		end -= n
	}
	return end
}

func gapBefore(t string) int {
	if escapedSpace(t, len(t)) {
		return 1 + backslashesBefore(t[:len(t)-1])
	}
	if t != "" && gap(t[len(t)-1:]) == 1 {
		return 1
	}
	for _, space := range fixedSpaces {
		if strings.HasSuffix(t, space) {
			return len(space)
		}
	}
	return 0
}

// standsAt returns where the wording w ends that starts at t[i], as a whole and not as a part of a longer one, or -1.
func (w *wording) standsAt(t string, i int) int {
	end := matchAt(t, i, w.text)
	if end < 0 || end < len(t) && ascii.IsWord(t[end]) || i > 0 && ascii.IsWord(t[i-1]) && !escapedSpace(t, i) {
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

// wordEnd and wordStart return where the letters end that begin at t[i], and where those begin that end at t[i].
func wordEnd(t string, i int) int {
	for i < len(t) && ascii.IsLetter(t[i]) {
		i++
	}
	return i
}

func wordStart(t string, i int) int {
	for i > 0 && ascii.IsLetter(t[i-1]) {
		i--
	}
	return i
}
