// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Error is one documented error: a number may have one for each API and way of delivery.
type Error struct {
	API             API
	Number          int
	Delivered       Delivery
	StatusCode      int        // the documented HTTP status; 0: none is documented
	RetryClass      RetryClass // empty only for an [Override] of an undocumented number without a class
	Message         string     // the canonical wording
	SufficientAlone bool       // whether Message identifies its error in a text that names neither the service nor a number
	OtherWordings   []Wording  // those that [Normalize] doesn't make equal to Message; shared, and must not be changed
}

// Wording is a text that is documented for an error.
type Wording struct {
	Text            string
	SufficientAlone bool // as in Error
}

const (
	// What SufficientAlone is in the tables, where a bare true or false would say nothing.
	alone     = true
	inContext = false

	firstNumber = 9600 // of Apple's own
)

// wordings returns a new list of all texts, of which Message is the first; of no row, none.
func (e *Error) wordings() []Wording {
	if e == nil || e.Message == "" { // configured without one
		return nil
	}
	return append([]Wording{{e.Message, e.SufficientAlone}}, e.OtherWordings...)
}

// Catalog is the documented errors, as overridden. It is read only.
type Catalog struct {
	rows    map[int]rows
	apple   [256]rows        // of Apple's own numbers: they are looked up for every error, and a map takes five times as long
	texts   map[int][]string // by number, normalised, without repetitions
	numbers map[string]int   // by normalised text
	longest int              // length in bytes of the longest normalised text
}

func (c *Catalog) find(number int) rows {
	if i := uint(number - firstNumber); i < uint(len(c.apple)) {
		return c.apple[i]
	}
	return c.rows[number]
}

// rows are what is known of one number, by slot.
type rows [4]*Error

// slot has one bit for the delivery and one for the API, so that counting up from 0 and flipping the bits that are
// set leads through the fall-backs in order: the other delivery, the other API, both.
// Whatever isn't V1 is V2, and whatever isn't Background is Response.
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

// Default returns the documented errors, made at first use. It is shared and read only.
func Default() *Catalog { return defaultCatalog() }

var defaultCatalog = sync.OnceValue(documented)

// All returns a copy of the table: the current API first, each API by number but for [V2]'s 9805, which comes after
// 9816, whose wording it shares.
func All() []Error {
	all := slices.Concat(tableV2, tableV1)
	for i := range all {
		all[i].OtherWordings = slices.Clone(all[i].OtherWordings)
	}
	return all
}

// Override states or replaces facts about a number. Fields left empty or 0 leave the documented fact, and so does a
// Message of which [Normalize] leaves nothing: no text could be compared with it.
type Override struct {
	API        API // empty: both
	Number     int
	Message    string
	StatusCode int
	RetryClass RetryClass
}

// New returns the documented errors, extended and overridden; of several overrides of one fact, the last counts.
//
// In each API that an override means, it applies to all rows of its number; the StatusCode to the response alone,
// which is added where only a background failure is documented. A number that the API doesn't document gets a
// response there, with the documented facts of the other API but for its status. Texts that a Message replaces are
// still recognised.
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
	if i := uint(e.Number - firstNumber); i < uint(len(c.apple)) {
		c.apple[i] = known
	}
	for _, w := range e.wordings() {
		text := Normalize(w.Text)
		// A shared text stays with its first number: a configured one doesn't take over what is documented.
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
	// A background failure has no status, so one that is configured must be the response's.
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

// Lookup returns the documented error with this number: the current API's response, else its background failure,
// else the legacy API's. Use [Catalog.Lookup] where it is known which of them it was.
func Lookup(number int) (Error, bool) { return Default().Lookup(V2, number, Response) }

// Lookup returns the error with this number in this API and delivery; where there is none, the one with the other
// delivery, then the other API's likewise. The API and Delivered of the result say which row it is. Only the very row
// that was asked for has its StatusCode, and a background failure has none.
func (c *Catalog) Lookup(api API, number int, delivered Delivery) (Error, bool) {
	row, status := c.row(api, number, delivered)
	if row == nil {
		return Error{}, false
	}
	e := *row
	e.StatusCode = status
	return e, true
}

// Meaning is [Catalog.Lookup] for the facts alone that an error is explained with.
func (c *Catalog) Meaning(api API, number int, delivered Delivery) (message string, status int, class RetryClass, ok bool) {
	row, status := c.row(api, number, delivered)
	if row == nil {
		return "", 0, "", false
	}
	return row.Message, status, row.RetryClass, true
}

func (c *Catalog) row(api API, number int, delivered Delivery) (row *Error, status int) {
	known, asked := c.find(number), slot(api, delivered)
	if row := known[asked]; row != nil {
		return row, row.StatusCode
	}
	return cmp.Or(known[asked^1], known[asked^2], known[asked^3]), 0
}

// Documented reports whether the number is documented or configured.
func (c *Catalog) Documented(number int) bool { return c.find(number) != rows{} }

// InBackground reports whether the current API documents the number for background failures.
func (c *Catalog) InBackground(number int) bool { return c.find(number)[slot(V2, Background)] != nil }

// BackgroundOnly reports whether the current API documents the number for background failures alone.
func (c *Catalog) BackgroundOnly(number int) bool {
	return c.InBackground(number) && c.find(number)[slot(V2, Response)] == nil
}

// Numbers returns the numbers that are documented or configured, in ascending order.
func (c *Catalog) Numbers() []int { return slices.Sorted(maps.Keys(c.rows)) }

// Wordings returns every text that is documented or configured for this number. Rows may have the same one.
func (c *Catalog) Wordings(number int) []Wording {
	var all []Wording
	for _, row := range c.find(number) {
		all = append(all, row.wordings()...)
	}
	return all
}
