// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// The exit statuses are those of grep.
const (
	exitFound   = 0
	exitNothing = 1
	exitTrouble = 2 // invalid usage or input
)

const usage = `Usage: mdm-explain [flags] [file ...]

Prints what the mdm_error processor would write, and why, or why not. Each line of the
files, or of standard input, is the body of one log record, together with the lines after it
that are indented, begin with "Caused by" or belong to a Python traceback. OTLP JSON (traces
or logs) is read as a batch. A JSON document may span several lines; -text keeps any text
together. Nothing is sent anywhere.

Exit status: 0 if an error was found, 1 if none was, 2 if the usage or the input was invalid.

`

// pairs is the value of a flag for attributes, name=value.
type pairs [][2]string

func (p *pairs) String() string { return "" }

func (p *pairs) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return errors.New("must be name=value")
	}
	*p = append(*p, [2]string{name, value})
	return nil
}

type options struct {
	config, text, in string
	hasText          bool // text is set, though it may be empty
	attributes       pairs
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("mdm-explain", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage); flags.PrintDefaults() }
	flags.StringVar(&o.config, "config", "", "`file` with a Collector's configuration, or with the settings of mdm_error alone")
	flags.Func("text", "explain this `text`, as a whole, instead of files", func(t string) error {
		o.text, o.hasText = t, true
		return nil
	})
	flags.StringVar(&o.in, "in", "", "the `attribute` that holds the text (default: the body)")
	flags.Var(&o.attributes, "attribute", "`name=value` of another attribute of the record; repeatable")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitFound
	case err != nil:
		return exitTrouble
	}
	found, err := o.explain(flags.Args(), stdin, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "mdm-explain:", err)
		return exitTrouble
	case found:
		return exitFound
	}
	return exitNothing
}

func (o *options) explain(files []string, stdin io.Reader, out io.Writer) (bool, error) {
	e, err := newExplainer(o, out)
	switch {
	case err != nil:
		return false, err
	case o.hasText && len(files) > 0:
		return false, errors.New("-text and files are mutually exclusive")
	case o.hasText:
		err = e.explain("text", 1, o.text)
		return e.found, err
	case len(files) == 0:
		err = e.read("stdin", stdin)
		return e.found, err
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return false, err
		}
		if err := errors.Join(e.read(name, f), f.Close()); err != nil {
			return false, err
		}
	}
	return e.found, nil
}
