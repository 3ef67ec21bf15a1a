// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// What packages shape and sentence say about a single attribute, for a caller that knows neither.

// Integer returns the value of an integer, a double without a fraction, or a string of digits.
func Integer(v pcommon.Value) (int64, bool) { return shape.Integer(v) }

// IsPayloadName reports whether an attribute with this name holds the body of a response, in which no words count.
func IsPayloadName(name string) bool { return shape.IsPayloadName(name) }

// IsCodeName reports whether an attribute with this name may hold the number of an error in a program's own words.
func IsCodeName(name string) bool { return shape.IsCodeName(name) }

// HasNumber reports whether an attribute is what a logger put around the members of a record, and has the number of a documented error,
// whose message may be another attribute.
func HasNumber(name string, v pcommon.Value, isDocumented func(number int64) bool) bool {
	if v.Type() != pcommon.ValueTypeMap || !shape.IsContext(name) {
		return false
	}
	for _, member := range v.Map().All() {
		if n, ok := Integer(member); ok && isDocumented(n) {
			return true
		}
	}
	return false
}

// IsMessageName reports whether an attribute with this name may hold the message that belongs to such a number, or to a class.
func IsMessageName(name string) bool { return shape.IsMessageName(name) }

// NamesProduct reports whether the identifier at the end of a text names another product.
func NamesProduct(t string) bool { return sentence.NamesProduct(t) }

// ClassName returns the class of an exception without the path of its package.
func ClassName(class string) string { return shape.ClassName(class) }

// IsErrorClass reports whether the value of an attribute is the class of an error, whose message is another attribute.
func IsErrorClass(name string, v pcommon.Value) bool {
	return shape.IsClassName(name) && shape.IsErrorClass(v.Str())
}

// BeginsWithNumber reports whether a message begins with a number.
func BeginsWithNumber(t string) bool { return shape.BeginsWithNumber(t) }

// IsSilentName reports whether an attribute with this name holds a text which doesn't say that anything has happened: a query, a
// prompt, or the path of a file.
func IsSilentName(name string) bool { return shape.IsSilentName(name) }

// IsFlat reports whether a name is that of an error's number, or of the domain of a device's error, in a flattened map.
func IsFlat(name string) bool { return shape.IsFlat(name) }

// IsID reports whether a string may be copied into an attribute as an id.
func IsID(t string) bool { return shape.IsID(t) }
