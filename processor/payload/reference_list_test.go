// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"regexp"
	"slices"
	"strings"
)

var (
	closers = `["'\\` + "`" + `)\]}>]*`
	// A word of a sentence is no list, nor is the name of a class.
	listOfErrors = regexp.MustCompile(`rror(?:C|_c)odes` + closers + `(?:\.(?:[^A-Za-z]|$|(?i:error))|[^A-Za-z."'\\` + "`" + `)\]}> \t\r\n]|[ \t\r\n]+(?:[^A-Za-z \t\r\n]|$)|$|[A-Za-z])`)
	listNameRE   = regexp.MustCompile(`^rror(?:C|_c)odes`)
	listOpens    = regexp.MustCompile(`^[ \t\r\n"'\\` + "`" + `)\]}>]*[:=][ \t\r\n"'\\` + "`" + `)\]}>:=]*[\[({]`)
	listMembers  = regexp.MustCompile(`(?i)message|number`)
)

// refLists returns from where to where all lists of all possible errors go.
func refLists(t string) (lists refRanges) {
	for from := 0; from <= len(t); {
		loc := listOfErrors.FindStringIndex(t[from:])
		if loc == nil {
			break
		}
		start := from + loc[0]
		start += len(listNameRE.FindString(t[start:]))
		from = refListEnd(t, start)
		lists = append(lists, [2]int{start, from})
	}
	return lists
}

// refListEnd: the bracket that closes the first one, if there is something of an error between them.
func refListEnd(t string, start int) int {
	opens := listOpens.FindString(t[start:])
	if opens == "" {
		return len(t) + 1
	}
	first := start + len(opens) - 1
	pair := map[byte]string{'[': "[]", '(': "()", '{': "{}"}[t[first]]
	for end := first + 1; end <= len(t); end++ {
		if inside := t[first:end]; strings.Count(inside, pair[:1]) == strings.Count(inside, pair[1:]) {
			if listMembers.MatchString(inside) {
				return end
			}
			break
		}
	}
	return len(t) + 1
}

type refRanges [][2]int

func (r refRanges) hold(at int) bool {
	return slices.ContainsFunc(r, func(list [2]int) bool { return list[0] < at && at < list[1] })
}
