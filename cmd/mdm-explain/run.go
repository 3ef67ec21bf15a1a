// SPDX-License-Identifier: Apache-2.0

// Command mdm-explain prints what the mdm_error processor would write for a log line, a body or OTLP JSON, and why.
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

  mdm-explain -text 'Apple VPP error 9622'
  mdm-explain server.log
  kubectl logs pod | mdm-explain

Prints what the mdm_error processor would write, and why, or why not. Each line of the
files, or of standard input (also as -), is the body of one log record, together with the
lines after it that are indented, begin with "Caused by" or belong to a Python traceback.
OTLP JSON (traces or logs) is read as a batch. A JSON document may span several lines; -text
keeps any text together. Nothing is sent anywhere.

Exit status: 0 if an error or a failed call was found, 1 if neither was, 2 if the usage or the
input was invalid. docs/troubleshooting.md explains the output.

`

type options struct {
	config, id, in string
	text           *string
	attributes     [][2]string // name and value
	stdout, stderr io.Writer
}

func (o *options) warn(format string, args ...any) {
	fmt.Fprintf(o.stderr, "mdm-explain: "+format+"\n", args...)
}

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o := options{stdout: stdout, stderr: stderr}
	flags := flag.NewFlagSet("mdm-explain", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage); flags.PrintDefaults() }
	flags.StringVar(&o.config, "config", "", "`file` with a Collector's configuration (${env:...} is expanded), or with the settings of mdm_error alone")
	flags.StringVar(&o.id, "id", "", "the `processor` whose settings to use, if there are several (default: the first mdm_error by ID)")
	flags.Func("text", "explain this `text`, as a whole, instead of files", func(t string) error {
		o.text = &t
		return nil
	})
	flags.StringVar(&o.in, "in", "", "the `attribute` that holds the text (default: the body)")
	flags.Func("attribute", "`name=value` of another attribute of the record; repeatable", func(pair string) error {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return errors.New("must be name=value")
		}
		o.attributes = append(o.attributes, [2]string{name, value})
		return nil
	})
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitFound
	case err != nil:
		return exitTrouble
	}
	found, err := o.explain(flags.Args(), stdin)
	switch {
	case err != nil:
		o.warn("%v", err)
		return exitTrouble
	case found:
		return exitFound
	}
	return exitNothing
}

func (o *options) explain(files []string, stdin io.Reader) (bool, error) {
	switch {
	case o.text != nil && len(files) > 0:
		return false, errors.New("-text and files are mutually exclusive")
	case o.id != "" && o.config == "":
		return false, errors.New("-id needs -config")
	case len(files) == 0:
		files = []string{"-"}
	}
	e, err := newExplainer(o)
	if err != nil {
		return false, err
	}
	for _, name := range files {
		if err = e.input(name, stdin); err != nil {
			break
		}
	}
	return e.found, err
}
