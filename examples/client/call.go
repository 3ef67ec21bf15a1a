// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// apiError is an error response of the service.
type apiError struct {
	Number  int    `json:"errorNumber"`
	Message string `json:"errorMessage"`
}

// Error names the service and the number, so that they can be found in the text.
func (e *apiError) Error() string {
	return fmt.Sprintf("Apps and Books: %s (error number: %d)", e.Message, e.Number)
}

type call struct {
	url  string
	body string // empty: there is nothing to send, and the method is GET
}

// do makes the call, and returns the response in a few words. It reports an error before the body is closed, as
// most programs do: the client span ends later, with the body.
func (c call) do(ctx context.Context, client *http.Client, report reporter) (string, error) {
	method := http.MethodGet
	if c.body != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url, strings.NewReader(c.body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	if token := os.Getenv("CONTENT_TOKEN"); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		report(ctx, err)
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		apiError
		Assets  []json.RawMessage `json:"assets"`
		EventID string            `json:"eventId"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		err = fmt.Errorf("read the answer (%s): %w", resp.Status, err)
		report(ctx, err)
		return "", err
	}
	switch {
	case answer.Number != 0:
		report(ctx, &answer.apiError)
		return "", &answer.apiError
	case answer.EventID != "":
		return "event " + answer.EventID, nil
	default:
		return strconv.Itoa(len(answer.Assets)) + " assets", nil
	}
}
