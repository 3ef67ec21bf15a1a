// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"maps"
	"slices"
	"sync"
)

// Names for the table's column of Error.SufficientAlone, where a bare true or false would say nothing.
const (
	alone     = true
	inContext = false
)

// Wording is another text that is documented for an error.
type Wording struct {
	Text string
	// SufficientAlone is whether Text identifies its error in a text that names neither the service nor a number.
	SufficientAlone bool
}

// Error is one documented error: a number may have one for each API and way of delivery.
type Error struct {
	API       API
	Number    int
	Delivered Delivery
	// StatusCode is the documented HTTP status; 0: none is documented.
	StatusCode int
	// RetryClass is empty only for an [Override] of an undocumented number without a class.
	RetryClass RetryClass
	// Message is the canonical wording.
	Message string
	// SufficientAlone is whether Message identifies its error in a text that names neither the service nor a number.
	SufficientAlone bool
	// OtherWordings is shared by all who look the error up, and must not be changed.
	OtherWordings []Wording
}

// Override states or replaces facts about a number. Fields left empty or 0 leave the documented fact, and so does a
// Message of which [Normalize] leaves nothing: no text could be compared with it.
type Override struct {
	// API is the one meant; empty: both.
	API        API
	Number     int
	Message    string
	StatusCode int
	RetryClass RetryClass
}

// Catalog is the documented errors, as overridden. It is read only.
type Catalog struct {
	entries map[int]*entry
	// apple has those of them that Apple's range of numbers has: they are looked up for every error.
	apple [appleNumbers]*entry
	// wordings has the normalised wordings of all numbers, so that a whole text is found in one step.
	wordings map[string]int
	// longest is the length in bytes of the longest normalised wording.
	longest int
}

// Apple's documented numbers are among these.
const (
	firstAppleNumber = 9600
	appleNumbers     = 256
)

// find returns what is known of a number, nil if nothing is.
func (c *Catalog) find(number int) *entry {
	if i := uint(number) - firstAppleNumber; i < appleNumbers {
		return c.apple[i]
	}
	return c.entries[number]
}

// entry is what is known of one number.
type entry struct {
	rows     [4]*Error // by slot
	wordings []string  // normalised, without repetitions
}

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

// defaultCatalog is made at first use: a program that only makes its own catalog doesn't pay for this one.
var defaultCatalog = sync.OnceValue(func() *Catalog { return New() })

// Default returns the documented errors. It is shared and read only.
func Default() *Catalog { return defaultCatalog() }

// All returns a copy of the table: the current API first, each API by number but for [V2]'s 9805, which stands behind
// 9816, whose wording it shares.
func All() []Error {
	all := slices.Concat(tableV2, tableV1)
	for i := range all {
		all[i].OtherWordings = slices.Clone(all[i].OtherWordings)
	}
	return all
}

// Lookup returns the documented error with this number: the current API's response, else its background failure,
// else the legacy API's. Use [Catalog.Lookup] where it is known which of them it was.
func Lookup(number int) (Error, bool) {
	return Default().Lookup(V2, number, Response)
}

// New returns the documented errors, extended and overridden; of several overrides of one fact, the last counts.
//
// In each API that an override means, it applies to all rows of its number; the StatusCode to the response alone,
// which is added where only a background failure is documented. A number that the API doesn't document gets a
// response there, with the documented facts of the other API but for its status. Texts that a Message replaces are
// still recognised.
func New(overrides ...Override) *Catalog {
	all := All()
	c := &Catalog{entries: make(map[int]*entry, len(all)), wordings: make(map[string]int, 2*len(all))}
	for i := range all {
		c.add(&all[i])
	}
	documented := c.documentedRows()
	for _, o := range overrides {
		if Normalize(o.Message) == "" {
			o.Message = ""
		}
		if o.API != V2 {
			c.override(V1, o, documented[o.Number])
		}
		if o.API != V1 {
			c.override(V2, o, documented[o.Number])
		}
	}
	return c
}

// documentedRows returns the row that each number lends to an API which doesn't document it.
func (c *Catalog) documentedRows() map[int]Error {
	rows := make(map[int]Error, len(c.entries))
	for number := range c.entries {
		rows[number], _ = c.Lookup(V2, number, Response)
	}
	return rows
}

func (c *Catalog) add(e *Error) {
	ent := c.find(e.Number)
	if ent == nil {
		ent = &entry{}
		c.entries[e.Number] = ent
		if i := e.Number - firstAppleNumber; 0 <= i && i < appleNumbers {
			c.apple[i] = ent
		}
	}
	ent.rows[slot(e.API, e.Delivered)] = e
	c.learn(e.Number, e.Message)
	for _, w := range e.OtherWordings {
		c.learn(e.Number, w.Text)
	}
}

// learn makes a wording known. A wording that several numbers share stays with the first: a configured one doesn't
// take over what is documented.
func (c *Catalog) learn(number int, text string) {
	w := Normalize(text)
	if w == "" {
		return // a configured number without a message
	}
	if _, ok := c.wordings[w]; !ok {
		c.wordings[w] = number
	}
	if ent := c.find(number); !slices.Contains(ent.wordings, w) {
		ent.wordings = append(ent.wordings, w)
	}
	c.longest = max(c.longest, len(w))
}

// override applies o to one API. base is what is documented for the number in either, and empty if nothing is.
func (c *Catalog) override(api API, o Override, base Error) {
	response, background := slot(api, Response), slot(api, Background)
	var rows [4]*Error
	if ent := c.find(o.Number); ent != nil {
		rows = ent.rows
	}
	// A background failure has no status, so one that is configured must be the response's.
	if rows[response] == nil && (rows[background] == nil || o.StatusCode != 0) {
		if rows[background] != nil {
			base = *rows[background]
		}
		base.API, base.Number, base.Delivered, base.StatusCode = api, o.Number, Response, 0
		rows[response] = &base
		c.add(&base)
	}
	for _, e := range []*Error{rows[response], rows[background]} {
		if e != nil {
			e.apply(o)
			c.learn(o.Number, e.Message)
		}
	}
}

func (e *Error) apply(o Override) {
	if o.Message != "" && o.Message != e.Message {
		if e.Message != "" {
			// A new list: the one at hand may be shared with another row.
			e.OtherWordings = append([]Wording{{e.Message, e.SufficientAlone}}, e.OtherWordings...)
		}
		e.Message, e.SufficientAlone = o.Message, false
	}
	if o.RetryClass != "" {
		e.RetryClass = o.RetryClass
	}
	if o.StatusCode != 0 && e.Delivered == Response {
		e.StatusCode = o.StatusCode
	}
}

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

// row returns the row that Lookup is about, nil if there is none, and the status that applies.
func (c *Catalog) row(api API, number int, delivered Delivery) (row *Error, status int) {
	ent := c.find(number)
	if ent == nil {
		return nil, 0
	}
	at := slot(api, delivered)
	if row := ent.rows[at]; row != nil {
		return row, row.StatusCode // a background failure has none
	}
	for flip := 1; flip < len(ent.rows); flip++ {
		if row := ent.rows[at^flip]; row != nil {
			return row, 0
		}
	}
	return nil, 0
}

// Documented reports whether the number is documented or configured.
func (c *Catalog) Documented(number int) bool {
	return c.find(number) != nil
}

// InBackground reports whether the current API documents the number for background failures.
func (c *Catalog) InBackground(number int) bool {
	ent := c.find(number)
	return ent != nil && ent.rows[slot(V2, Background)] != nil
}

// Numbers returns the numbers that are documented or configured, in ascending order.
func (c *Catalog) Numbers() []int {
	return slices.Sorted(maps.Keys(c.entries))
}

// Wordings returns every text that stands for this number: canonical, configured and other documented ones. Some may
// be the same but for what [Normalize] makes equal.
func (c *Catalog) Wordings(number int) []Wording {
	ent := c.find(number)
	if ent == nil {
		return nil
	}
	var all []Wording
	for _, row := range ent.rows {
		if row == nil {
			continue
		}
		if row.Message != "" {
			all = append(all, Wording{row.Message, row.SufficientAlone})
		}
		all = append(all, row.OtherWordings...)
	}
	return all
}
