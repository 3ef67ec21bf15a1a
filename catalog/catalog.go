// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Error is one documented error. A number may have one for each API and each way of delivery.
type Error struct {
	API             API
	Number          int
	Delivered       Delivery
	StatusCode      int        // the documented HTTP status; 0: none is documented
	RetryClass      RetryClass // empty only for an [Override] of an undocumented number without a class
	Message         string     // the canonical wording
	SufficientAlone bool       // Message identifies the error even in a text that names neither the service nor a number
	OtherWordings   []Wording  // those that differ from Message after [Normalize]; shared, so don't change them
}

// Wording is a text that is documented for an error.
type Wording struct {
	Text            string
	SufficientAlone bool // as in Error
}

const (
	// The values of SufficientAlone in the tables.
	alone     = true
	inContext = false
)

// wordings returns a new list of all wordings, Message first; none for nil.
func (e *Error) wordings() []Wording {
	if e == nil || e.Message == "" { // configured without one
		return nil
	}
	return append([]Wording{{e.Message, e.SufficientAlone}}, e.OtherWordings...)
}

// Catalog holds the documented errors, with overrides. It is read-only.
type Catalog struct {
	rows    map[int]rows
	texts   map[int][]string // by number: normalized, without duplicates
	numbers map[string]int   // by normalized text
	longest int              // length in bytes of the longest normalized text
}

// rows are the errors of one number, by slot.
type rows [4]*Error

// slot returns the index of an API and a delivery in rows. Each of the two has one bit, so XOR with 1, 2 and 3 gives the fallbacks
// in order: the other delivery, the other API, both. Anything but V1 counts as V2, and anything but Background as Response.
func slot(api API, delivered Delivery) int {
	s := 0
	if delivered == Background {
		s |= 1
	}
	if api == V1 {
		s |= 2
	}
	return s
}

// Default returns the catalog of the documented errors without overrides. It is made on the first call, and shared.
func Default() *Catalog { return defaultCatalog() }

var defaultCatalog = sync.OnceValue(documented)

// All returns a copy of the documented errors: the current API first, each API ordered by number. The one exception is 9805 of
// [V2], which follows 9816 because they share a wording.
func All() []Error {
	all := slices.Concat(tableV2, tableV1)
	for i := range all {
		all[i].OtherWordings = slices.Clone(all[i].OtherWordings)
	}
	return all
}

// Override adds or replaces facts about a number. An empty field keeps the documented fact. So does a Message that is empty
// after [Normalize], because it couldn't match any text.
type Override struct {
	API        API // empty: both
	Number     int
	Message    string
	StatusCode int
	RetryClass RetryClass
}

// New returns a catalog of the documented errors with overrides. Of several overrides of one fact, the last one counts.
//
// An override applies to all errors with its number in its API, or in both. Its StatusCode applies to the response only, which is
// added where only a background failure is documented. A number that an API doesn't document gets a response there, with the
// documented facts of the other API except its status. Texts that a Message replaces are still recognized.
func New(overrides ...Override) *Catalog {
	c := documented()
	for _, o := range overrides {
		if o.API != V2 {
			c.override(V1, o)
		}
		if o.API != V1 {
			c.override(V2, o)
		}
	}
	return c
}

// documented returns a new catalog of the documented errors.
func documented() *Catalog {
	c := &Catalog{rows: make(map[int]rows), texts: make(map[int][]string), numbers: make(map[string]int)}
	all := All()
	for i := range all {
		c.set(&all[i])
	}
	return c
}

// set adds or updates a row.
func (c *Catalog) set(e *Error) {
	known := c.rows[e.Number]
	known[slot(e.API, e.Delivered)] = e
	c.rows[e.Number] = known
	for _, w := range e.wordings() {
		text := Normalize(w.Text)
		// A shared text stays with its first number: an override doesn't take over a documented text.
		if _, ok := c.numbers[text]; !ok {
			c.numbers[text] = e.Number
		}
		if !slices.Contains(c.texts[e.Number], text) {
			c.texts[e.Number] = append(c.texts[e.Number], text)
		}
		c.longest = max(c.longest, len(text))
	}
}

// override applies o to one API.
func (c *Catalog) override(api API, o Override) {
	response, background := c.rows[o.Number][slot(api, Response)], c.rows[o.Number][slot(api, Background)]
	// A background failure has no status, so a configured one is the response's.
	if response == nil && (background == nil || o.StatusCode != 0) {
		base, _ := Lookup(o.Number)
		if background != nil {
			base = *background
		}
		base.API, base.Number, base.Delivered, base.StatusCode = api, o.Number, Response, o.StatusCode
		response = &base
	}
	for _, e := range []*Error{response, background} {
		if e == nil {
			continue
		}
		if o.Message != e.Message && Normalize(o.Message) != "" {
			e.OtherWordings = e.wordings()
			e.Message, e.SufficientAlone = o.Message, false
		}
		e.RetryClass = cmp.Or(o.RetryClass, e.RetryClass)
		if e.Delivered == Response {
			e.StatusCode = cmp.Or(o.StatusCode, e.StatusCode)
		}
		c.set(e)
	}
}

// Lookup returns the documented error with a number: the response of the current API, or else its background failure, or else the
// error of the legacy API. If you know which one it was, use [Catalog.Lookup].
func Lookup(number int) (Error, bool) { return Default().Lookup(V2, number, Response) }

// Lookup returns the error with a number in an API and a delivery. If there is none, it returns the one with the other delivery,
// or else one of the other API; then the API and Delivered of the result say which one it is, and its StatusCode is 0. A
// background failure has no StatusCode.
func (c *Catalog) Lookup(api API, number int, delivered Delivery) (Error, bool) {
	known, asked := c.rows[number], slot(api, delivered)
	row := cmp.Or(known[asked], known[asked^1], known[asked^2], known[asked^3])
	if row == nil {
		return Error{}, false
	}
	e := *row
	if row != known[asked] {
		e.StatusCode = 0
	}
	return e, true
}

// Documented reports whether the number is documented or configured.
func (c *Catalog) Documented(number int) bool { return c.rows[number] != rows{} }

// InBackground reports whether the current API documents the number for background failures.
func (c *Catalog) InBackground(number int) bool { return c.rows[number][slot(V2, Background)] != nil }

// BackgroundOnly reports whether the current API documents the number for background failures alone.
func (c *Catalog) BackgroundOnly(number int) bool {
	return c.InBackground(number) && c.rows[number][slot(V2, Response)] == nil
}

// Numbers returns the numbers that are documented or configured, in ascending order.
func (c *Catalog) Numbers() []int { return slices.Sorted(maps.Keys(c.rows)) }

// Wordings returns all wordings that are documented or configured for a number. Some may be repeated.
func (c *Catalog) Wordings(number int) []Wording {
	var all []Wording
	for _, row := range c.rows[number] {
		all = append(all, row.wordings()...)
	}
	return all
}
