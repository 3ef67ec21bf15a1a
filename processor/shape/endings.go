// SPDX-License-Identifier: Apache-2.0

package shape

import "github.com/mdm-observability/mdmerrorprocessor/processor/ascii"

// endings are words that names may end with, also with capitals and separators: errorCode, ERROR_CODE and error.code end with code.
type endings struct {
	all  []string
	last [1 << 5]bool // their last letters, which rule out most names
}

var (
	silent = endingsOf("query", "sql", "statement", "prompt", "prompts", "filename", "filepath", "filenameresolved", "filepathresolved",
		"logfile", "logpath")
	machines    = endingsOf("hostname", "podname", "containername", "imagename", "namespacename", "nodename", "machinename", "computername")
	responses   = endingsOf("response")
	bodies      = endingsOf("body", "bodycontent", "bodytext", "bodysample")
	stackFrames = endingsOf("stacktrace", "backtrace", "traceback", "frames", "callstack", "parsedstack", "steparray")
	sqlStates   = endingsOf("sqlstate")
	severities  = endingsOf("severity")
	domains     = endingsOf("errordomain")
	numbers     = endingsOf("number")
	errorWords  = endingsOf("error", "err")
	codes       = endingsOf("code", "errno", "errorno", "errnum", "errornum")
	messages    = endingsOf(MessageEnds[:]...)
	classes     = endingsOf("type", "class", "classname", "kind", "name")
)

func endingsOf(words ...string) *endings {
	es := &endings{all: words}
	for _, w := range words {
		es.last[w[len(w)-1]&31] = true
	}
	return es
}

// has reports whether a name ends with one of them.
func (es *endings) has(name string) bool {
	_, end := es.cut(name)
	return end != ""
}

// cut returns the first of them that a name ends with, and what is before it; end is "" if there is none.
func (es *endings) cut(name string) (rest, end string) {
	if name == "" {
		return "", ""
	}
	if c := name[len(name)-1]; !es.last[c&31] && !isSeparator(c) {
		return "", ""
	}
	for _, end := range es.all {
		if rest, ok := cutEnd(name, end); ok {
			return rest, end
		}
	}
	return "", ""
}

func isSeparator(c byte) bool { return c == '.' || c == '_' || c == '-' }

// cutEnd returns a name without the end, which may be written with capitals and separators.
func cutEnd(name, end string) (rest string, ok bool) {
	for n := len(end); ; {
		for name != "" && isSeparator(name[len(name)-1]) {
			name = name[:len(name)-1]
		}
		switch {
		case n == 0:
			return name, true
		case name == "", ascii.Lower(name[len(name)-1]) != end[n-1]:
			return "", false
		}
		n--
		name = name[:len(name)-1]
	}
}
