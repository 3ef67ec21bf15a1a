// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

// notifier passes on notifications.
type notifier struct {
	file string // may be empty
	log  *log.Logger
}

func (n *notifier) send(to request, body []byte) {
	var err error
	if n.file != "" {
		err = appendLine(n.file, body)
	}
	if to.NotificationURL != "" {
		err = errors.Join(err, post(to.NotificationURL, to.NotificationAuthToken, body))
	}
	if err != nil {
		n.log.Printf("notification: %v", err)
	} else {
		n.log.Printf("notification: %s", body)
	}
}

// appendLine writes line and line feed at once, so that a reader that follows the file never sees half a line.
func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s\n", line)
	return errors.Join(err, f.Close())
}

var client = &http.Client{Timeout: 10 * time.Second}

func post(url, token string, body []byte) error {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}
