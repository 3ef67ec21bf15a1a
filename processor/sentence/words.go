// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Most words of a text are none of those that are looked for, which a bit tells: each list here would take longer to go through
// than the sentence around it.

// words are some words in lower case.
type words struct {
	all     []string
	lengths [1 << 5]uint32 // by the first letter, a bit for each
}

func wordsOf(all ...string) *words {
	ws := &words{all: all}
	for _, w := range all {
		ws.lengths[w[0]&31] |= 1 << len(w)
	}
	return ws
}

func fields(all string) *words { return wordsOf(strings.Fields(all)...) }

// have reports whether word is one of them, in whichever case.
func (ws *words) have(word string) bool {
	return word != "" && ws.lengths[word[0]&31]>>len(word)&1 != 0 && isOneOf(ws.all, word)
}

// isOneOf reports whether word is one of some in lower case, in whichever case. Length and first letter rule out most.
func isOneOf(words []string, word string) bool {
	if word == "" {
		return false
	}
	first := ascii.Lower(word[0])
	for _, w := range words {
		if len(w) == len(word) && w[0] == first && ascii.HasPrefixFold(word, w) {
			return true
		}
	}
	return false
}

// pairs are the first two characters of some words or phrases, whatever their case: by the first, a bit for the second.
type pairs [1 << 5]uint32

func (b *pairs) add(list ...string) {
	for _, w := range list {
		if len(w) == 1 {
			b[w[0]&31] = 1<<32 - 1
		} else {
			b[w[0]&31] |= 1 << (w[1] & 31)
		}
	}
}

func pairsOf(lists ...[]string) *pairs {
	b := &pairs{}
	for _, list := range lists {
		b.add(list...)
	}
	return b
}

// at reports whether one of the words may begin at t[i].
func (b *pairs) at(t string, i int) bool {
	return b[t[i]&31]>>(byteAt(t, i+1)&31)&1 != 0
}
