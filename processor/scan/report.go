// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// searchLone searches the errorMessage of an object that has no errorNumber, and its messages, with a body beside it. Each is read
// with what belongs in front of it: the class of the exception, as in VPPAPIError: 9622, or the number of the error in the
// program's own words, which is marked if a sentence ends with its wording. The number is also searched with its name.
func (s *Scanner) searchLone(body string, nesting int) {
	nesting++
	r, errorMessage := &s.machine.Report, s.machine.Literal.String()
	s.searchMessage(errorMessage, nesting)
	class := r.Class()
	if r.Code == 0 && class == "" || s.composed >= maxComposed {
		return
	}
	const beside = 2 // the first two count only beside a number
	messages := [...]string{
		body, r.Remark[0].String(),
		errorMessage, r.Messages[0].String(), r.Messages[1].String(), r.Messages[2].String(), r.Value[0].String(),
	}
	ofDatabase := slices.ContainsFunc(messages[:], sentence.NamesSQLServer)
	for i, message := range messages { // the words that each begins with, up to any JSON
		messages[i], _, _ = strings.Cut(s.limited(message), "{")
	}
	if class != "" && !ofDatabase {
		for _, words := range messages[beside:] {
			s.searchBeside(class, words, nesting)
		}
	}
	if r.Code != 0 {
		number := strconv.FormatInt(r.Code, 10)
		for _, words := range messages {
			front := number
			if r.OfError && s.Vocabulary.Words(words, r.Code) {
				front = "error " + number
			}
			s.searchBeside(front, words, nesting)
		}
	}
	isOther := func(class shape.Literal) bool { return sentence.NamesProduct(class.Raw) }
	isOthers := slices.ContainsFunc(r.Classes[:], isOther) || slices.ContainsFunc(r.Kinds[:], isOther)
	if !ofDatabase && !isOthers {
		s.searchComposed(shape.CodeText(r.CodeName, r.Code), nesting)
	}
}

const maxComposed = 64 // texts in one value that are put together from members; after these, no more are

// searchBeside searches words with a class or a number in front of them.
func (s *Scanner) searchBeside(front, words string, nesting int) {
	if words != "" {
		s.searchComposed(front+": "+words, nesting)
	}
}

// searchComposed searches a text that was put together from members.
func (s *Scanner) searchComposed(t string, nesting int) {
	if s.searchMessage(t, nesting) {
		s.composed++
	}
}
