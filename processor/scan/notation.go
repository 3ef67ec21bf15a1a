// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
)

// What a bracket in a text is, judged by what is around it.

// opening returns where the next brace or bracket from i on is, else the length of t.
func opening(t string, i int) int {
	for i < len(t) && t[i] != '{' && t[i] != '[' {
		i++
	}
	return i
}

// otherNotation reports whether a payload that begins like JSON, but isn't, is an error in the notation
// of some language: {'errorNumber': 9609} or {errorNumber=9609}.
func otherNotation(t string) bool {
	return strings.Contains(t, "errorNumber") && !strings.Contains(t, "errorCodes")
}

// escapedJSON reports whether t[i], after a bracket, is JSON that lost its quote: an escaped quote, after escaped white
// space.
func escapedJSON(t string, i int) bool {
	for {
		i = ascii.SkipSpace(t, i)
		if i+1 >= len(t) || t[i] != '\\' || strings.IndexByte("nrt", t[i+1]) < 0 {
			break
		}
		i += 2
	}
	return i+1 < len(t) && t[i] == '\\' && strings.IndexByte(`"\`, t[i+1]) >= 0 || i < len(t) && strings.IndexByte("{[", t[i]) >= 0
}

// listAround returns where the list of all possible errors ends that the bracket at t[i] is in, printed in some notation
// around this JSON; 0 if it is in none. The name of the list is looked for from an index on.
func listAround(t string, from, i int) int {
	if from == i && t[i] != '[' {
		return 0 // most payloads are JSON from their start
	}
	if start := sentence.ListName(t[:i], from); start >= 0 {
		return sentence.ListEnd(t, start)
	}
	if subscript(t, i) {
		return len(t)
	}
	return 0
}

// subscript reports whether the bracket at t[i] isn't JSON, but says which list follows: config["errorCodes"] = ...
func subscript(t string, i int) bool {
	const list = `"errorCodes"`
	if t[i] != '[' {
		return false
	}
	name := ascii.SkipSpace(t, i+1)
	if !strings.HasPrefix(t[name:], list) {
		return false
	}
	end := ascii.SkipSpace(t, name+len(list))
	return end < len(t) && t[end] == ']'
}
