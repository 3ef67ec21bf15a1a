// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"fmt"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// worstCase is the most expensive input for some part of the processor, in about that many bytes.
type worstCase struct {
	name  string
	kind  string // of the ordinary that it is held against
	build func(size int) batch
	want  int64 // the number that the first record with an error has; 0: none has one
}

// texts are bodies of a log record: head once, then part again and again.
var texts = []struct {
	name, head, part string
	want             int64
}{
	{name: "starts of a wording", part: "The server has revoked the "},
	{name: "a wording that stands alone", part: "vpp: License already assigned to ", want: 9601},
	{name: "anchors of wordings", part: "clientUserIds serialNumbers subscriptions facilitator "},
	{name: "white space in wordings", part: "registered user                                "},
	{name: "back-ticks in wordings", part: "sToken````````````````````````````````", want: 9601},
	{name: "documented numbers", part: "9609 "},
	{name: "digits", part: "9"},
	{name: "nines", part: "9 "},
	{name: "errors", part: "error 9609 users "},
	{name: "the shortest errors", part: "err 9609,"},
	{name: "the shortest errors, no name", part: "err,9609 "},
	{name: "marks without a name", part: "error code: 9609, "},
	{name: "introduced numbers", part: "error: 9609 aaaaaaaaaaaa "},
	{name: "codes of something else", part: "code 9609 "},
	{name: "separators", part: "       :::: 9622"},
	{name: "wide separators", part: "：：：：：：：：：：：：9622"},
	{name: "punctuation around numbers", part: "9622----------------------------------------------------------------"},
	{name: "dashes around numbers", part: "9622" + strings.Repeat("—", 32)},
	{name: "names", part: "Apple ", want: 9601},
	{name: "short names", part: "vpp,", want: 9601},
	{name: "names, foreign letters", part: "vpp ééé", want: 9601},
	{name: "names and verbs", part: "apple answered ", want: 9601},
	{name: "names and statuses that are none", part: "vpp: 404 d ", want: 9601},
	{name: "names, statuses, nines", part: "vpp: 404 d 9 ", want: 9601},
	{name: "names and a long word", part: "vpp vpp vpp vpp vpp vpp vpp vpp vpp: " + strings.Repeat("A", 4000), want: 9601},
	{name: "products that are no names", part: "apple pay, "},
	{name: "joints behind names", part: "app--------------------------------and--------------------------------boo "},
	{name: "SQL", head: "vpp ", part: "sq sssqqq ", want: 9601},
	{name: "folding letters", part: "\u017fToken \u212aPP vpp\u017f apple\u212a ", want: 9601},
	{name: "invalid UTF-8", part: "error \xff9609\xfe vpp\xc3", want: 9601},
	{name: "names of lists", part: "errorCodes                              "},
	{name: "names of lists, run together", part: "rrorCodes"},
	{name: "lists", part: "rrorCodes=[number] error 9609,"},
	{name: "lists in lists", part: "rrorCodes=[number "},
	{name: "lists that don't end", part: "[{]rrorCodes: {"},
	{name: "lists by their subscripts", part: "[        \"errorCodes\"        "},
	{name: "parts of one word in front of a status", part: "VppAa", want: 9601},
	{name: "other subjects", part: "vpp and we, ", want: 9601},
	{name: "counts behind a name", part: "vpp limit   )))): 404,", want: 9601},
	{name: "almost errorNumber", part: "errorNumbe"},
	{name: "white space", part: "                                                                        9622"},
	{name: "backslashes", part: `\\\\n9622`},
}

// preamble speaks of every number, so that nothing is left at a glance.
var preamble = func() string {
	var b strings.Builder
	for _, n := range catalog.Default().Numbers() {
		fmt.Fprintf(&b, "error %d ", n)
	}
	return b.String()
}()

// fill repeats a text as often as it fits into a size.
func fill(part string, size int) string { return strings.Repeat(part, max(0, size)/len(part)) }

// body is a log record's.
func body(text string) batch {
	b, records := newRecords()
	records.AppendEmpty().Body().SetStr(text)
	return b
}
