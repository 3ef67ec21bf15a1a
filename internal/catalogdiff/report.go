// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// What Apple's list doesn't give, and a person has to decide. As names that nobody declares, they can't be forgotten.
const (
	undecidedStatus = "STATUS"
	undecidedClass  = "CLASS"
)

var generations = map[catalog.API]string{catalog.V1: "the legacy API (v1)", catalog.V2: "the current API (v2)"}

// write reports what differs, then both forms in which to add it.
func (d *difference) write(w io.Writer) {
	fmt.Fprintf(w, "# Listed for %s: %d errors. In the catalog: %d.\n", generations[d.api], d.listed, d.known)
	if d.empty() {
		fmt.Fprintln(w, "# Nothing is new, gone or worded otherwise.")
		return
	}
	d.printNews(w)
	if len(d.fresh)+len(d.reworded) > 0 {
		d.printRows(w)
		d.printSetting(w)
	}
}

func (d *difference) printNews(w io.Writer) {
	if len(d.fresh) > 0 {
		fmt.Fprintf(w, "\n# New: %d\n", len(d.fresh))
	}
	for _, f := range d.fresh {
		fmt.Fprintf(w, "#   %d  %s\n", f.number, strings.Join(f.messages, " | "))
		if f.other != nil {
			fmt.Fprintf(w, "#         documented for %s: class %s\n", generations[f.other.API], f.other.RetryClass)
		}
		printShared(w, f.shares)
	}
	if len(d.reworded) > 0 {
		fmt.Fprintf(w, "\n# Worded otherwise: %d\n", len(d.reworded))
	}
	for _, r := range d.reworded {
		fmt.Fprintf(w, "#   %d  %s\n#   was   %s\n", r.number, strings.Join(r.messages, " | "), r.row.Message)
		printShared(w, r.shares)
	}
	if len(d.gone) > 0 {
		fmt.Fprintf(w, "\n# Gone: %d. Keep their rows: old records have these numbers, and Apple's documentation may still have them.\n"+
			"# If it has, add the number to unlisted in internal/catalogdiff/diff.go.\n", len(d.gone))
	}
	for _, e := range d.gone {
		fmt.Fprintf(w, "#   %d  %s\n", e.Number, e.Message)
	}
}

func printShared(w io.Writer, n int) {
	if n != 0 {
		fmt.Fprintf(w, "#         %d has this wording, too: without a number it belongs to the row that stands first\n", n)
	}
}

func (d *difference) printRows(w io.Writer) {
	fmt.Fprintf(w, "\n# For catalog/table_%s.go, by number; a reworded row replaces the one that is there.\n", d.api)
	if len(d.fresh) > 0 {
		fmt.Fprintf(w, "# %s and %s are not in Apple's list. Take the HTTP status from the documentation (0: none is documented), and\n"+
			"# decide on the class: %s.\n# Change Response to Background, with status 0, where it is a failure that comes later.\n",
			undecidedStatus, undecidedClass, classNames())
	}
	fmt.Fprintln(w)
	for _, f := range d.fresh {
		e := catalog.Error{API: d.api, Number: f.number, Delivered: catalog.Response, Message: f.messages[0]}
		e.OtherWordings = withWordings(nil, f.messages[1:])
		fmt.Fprint(w, row(&e, undecidedStatus, undecidedClass))
	}
	for _, r := range d.reworded {
		r.row.OtherWordings = withWordings(r.row.OtherWordings, r.messages)
		fmt.Fprint(w, row(&r.row, strconv.Itoa(r.row.StatusCode), identifiers[r.row.RetryClass]))
	}
}

// withWordings adds messages that aren't trusted to identify an error by themselves: a person may know better.
func withWordings(all []catalog.Wording, messages []string) []catalog.Wording {
	for _, m := range messages {
		all = append(slices.Clip(all), catalog.Wording{Text: m})
	}
	return all
}

// identifiers are the names of the classes in Go, but for Unknown, which no documented error has.
var identifiers = map[catalog.RetryClass]string{
	catalog.Backoff: "Backoff", catalog.Reauthenticate: "Reauthenticate", catalog.FixPrecondition: "FixPrecondition",
	catalog.FixRequest: "FixRequest", catalog.AlreadyDone: "AlreadyDone", catalog.Never: "Never",
}

func classNames() string {
	var names []string
	for _, class := range catalog.RetryClasses() {
		if name, ok := identifiers[class]; ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// row is an error as it stands in the catalog's table.
func row(e *catalog.Error, status, class string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\t{%s, %d, %s, %s, %s, %s, %s, ", strings.ToUpper(string(e.API)), e.Number,
		map[catalog.Delivery]string{catalog.Response: "Response", catalog.Background: "Background"}[e.Delivered],
		status, class, strconv.QuoteToGraphic(e.Message), sufficiency(e.SufficientAlone))
	if len(e.OtherWordings) == 0 {
		b.WriteString("nil},\n")
		return b.String()
	}
	b.WriteString("[]Wording{\n")
	for _, w := range e.OtherWordings {
		fmt.Fprintf(&b, "\t\t{%s, %s},\n", strconv.QuoteToGraphic(w.Text), sufficiency(w.SufficientAlone))
	}
	b.WriteString("\t}},\n")
	return b.String()
}

func sufficiency(alone bool) string {
	if alone {
		return "alone"
	}
	return "inContext"
}

func (d *difference) printSetting(w io.Writer) {
	fmt.Fprint(w, "\n# Until a release has them: the processor's setting errors. Texts that a message replaces are still recognised.\n")
	if len(d.fresh) > 0 {
		fmt.Fprint(w, "# Add status_code and retry_class where you know them; without a class, it follows from the HTTP status.\n")
	}
	fmt.Fprint(w, "\nerrors:\n")
	for _, f := range d.fresh {
		d.printError(w, f.listed)
	}
	for _, r := range d.reworded {
		d.printError(w, r.listed)
	}
}

func (d *difference) printError(w io.Writer, e listed) {
	fmt.Fprintf(w, "  - number: %d\n    api: %s\n    message: %s\n", e.number, d.api, quoted(e.messages[0]))
}

// quoted is a text in YAML, where JSON's form is one of several, and in a Collector's configuration, where $ begins a
// variable.
func quoted(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(strings.ReplaceAll(text, "$", "$$")); err != nil {
		panic(err) // not of a string
	}
	return strings.TrimSpace(b.String())
}
