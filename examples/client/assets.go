// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

// apiError is an error answer of the service.
type apiError struct {
	Number  int    `json:"errorNumber"`
	Message string `json:"errorMessage"`
}

// Error names the service and the number, so that they can be found in the text.
func (e *apiError) Error() string {
	return fmt.Sprintf("Apps and Books: %s (error number: %d)", e.Message, e.Number)
}

// getAssets returns how many assets there are. It reports an error before the body is closed, as most programs do:
// the client span, which ends with the body, ends later.
func getAssets(ctx context.Context, client *http.Client, url string, report reporter) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	if token := os.Getenv("CONTENT_TOKEN"); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		report(ctx, err)
		return 0, err
	}
	defer resp.Body.Close()
	var answer struct {
		apiError
		Assets []json.RawMessage `json:"assets"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		err = fmt.Errorf("read the answer (%s): %w", resp.Status, err)
		report(ctx, err)
		return 0, err
	}
	if answer.Number != 0 {
		report(ctx, &answer.apiError)
		return 0, &answer.apiError
	}
	return len(answer.Assets), nil
}
