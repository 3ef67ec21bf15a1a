// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Trouble is told apart, and in none of it anything of the answer is quoted.
func TestTrouble(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, says string }{
		"empty":            {"", "is empty"},
		"white space":      {" \n\t", "is empty"},
		"HTML":             {"<!DOCTYPE html><title>made-up</title>", "is HTML or XML"},
		"no JSON":          {"made-up token", "is no JSON, from byte 1 on"},
		"JSON in a log":    {`made-up {"errorCodes":[]}`, "is no JSON"},
		"wrong inside":     {`{"a": made-up}`, "is no JSON, from byte 7 on"},
		"two documents":    {`{"errorCodes":[]}{"made-up":1}`, "is no JSON, from byte 18 on"},
		"a list":           {`["made-up"]`, "is JSON, but no object"},
		"a string":         {`"made-up"`, "is JSON, but no object"},
		"another answer":   {`{"made-up":1}`, "has no errorCodes"},
		"other case":       {`{"ErrorCodes":[{"errorNumber":9601,"errorMessage":"made-up"}]}`, "has no errorCodes"},
		"an error":         {`{"errorNumber":"9622","errorMessage":"made-up"}`, "is the error 9622, not a list"},
		"null":             {`{"errorCodes":null}`, "errorCodes is an empty list"},
		"no list":          {`{"errorCodes":{"made-up":1}}`, "errorCodes is no list of objects"},
		"list of texts":    {`{"errorCodes":["made-up"]}`, "errorCodes is no list of objects"},
		"empty list":       {`{"errorCodes":[]}`, "errorCodes is an empty list"},
		"no number":        {`{"errorCodes":[{"errorMessage":"made-up"}]}`, "errorCodes[0].errorNumber is missing"},
		"a word":           {`{"errorCodes":[{"errorNumber":"made-up","errorMessage":"a"}]}`, "errorCodes[0].errorNumber is missing or is no number"},
		"a fraction":       {`{"errorCodes":[{"errorNumber":9601.5,"errorMessage":"a"}]}`, "errorCodes[0].errorNumber"},
		"zero":             {`{"errorCodes":[{"errorNumber":0,"errorMessage":"a"}]}`, "errorCodes[0].errorNumber"},
		"negative":         {`{"errorCodes":[{"errorNumber":-1,"errorMessage":"a"}]}`, "errorCodes[0].errorNumber"},
		"too large":        {`{"errorCodes":[{"errorNumber":2147483648,"errorMessage":"a"}]}`, "errorCodes[0].errorNumber"},
		"true":             {`{"errorCodes":[{"errorNumber":true,"errorMessage":"a"}]}`, "errorCodes[0].errorNumber"},
		"no message":       {`{"errorCodes":[{"errorNumber":1,"errorMessage":"a"},{"errorNumber":2}]}`, "errorCodes[1].errorMessage is missing"},
		"blank message":    {`{"errorCodes":[{"errorNumber":1,"errorMessage":" \u001b"}]}`, "errorCodes[0].errorMessage is missing"},
		"message a number": {`{"errorCodes":[{"errorNumber":1,"errorMessage":17}]}`, "errorCodes[0].errorMessage is missing or is no text"},
		"huge":             {strings.Repeat("[", maxSize+1), "has more than 16 MiB"},
	} {
		got := runWith(t, tt.text, "-")
		assert.Equal(t, trouble, got.status, name)
		assert.Contains(t, got.errors, "catalogdiff: standard input: "+tt.says, name)
		assert.NotContains(t, got.errors, madeUp, name)
		assert.Empty(t, got.out, name)
	}
}

// A download that was cut off is no list with fewer errors.
func TestCutOff(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "v2.json"))
	require.NoError(t, err)
	whole := strings.TrimSpace(string(text))
	for n := 1; n < len(whole); n++ {
		_, err = read([]byte(whole[:n]))
		require.ErrorContains(t, err, "it was cut off", "%d bytes", n)
	}
	l, err := read([]byte("\ufeff" + whole))
	require.NoError(t, err)
	assert.Len(t, l.errors, 8)
	assert.Equal(t, catalog.V2, l.api)
}

func TestFile(t *testing.T) {
	t.Parallel()
	got := runWith(t, "", filepath.Join("testdata", "v2.json"))
	assert.Equal(t, different, got.status)
	assert.NotContains(t, got.out, madeUp)

	got = runWith(t, "", filepath.Join("testdata", "missing.json"))
	assert.Equal(t, trouble, got.status)
	assert.Contains(t, got.errors, "missing.json: no such file or directory")

	got = runWith(t, "", "testdata")
	assert.Equal(t, trouble, got.status)
	assert.Contains(t, got.errors, "testdata: can't be read")
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {""}, {"a", "b"}, {"-api", "v3", "-"}, {"-made-up"}} {
		got := runWith(t, "", args...)
		assert.Equal(t, trouble, got.status, "%q", args)
		assert.Contains(t, got.errors, "usage: catalogdiff", "%q", args)
		assert.Empty(t, got.out)
	}
}
